#!/bin/sh
# Adds the step to a running cluster. Run it in this folder.
set -eu
aws emr add-steps --region "${region}" --cluster-id "${cluster-id}" --steps file://steps.cli.json
