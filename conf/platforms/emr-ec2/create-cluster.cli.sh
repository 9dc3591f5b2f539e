#!/bin/sh
# Starts a cluster that runs the step and ends. Run it in this folder. Arguments replace
# --auto-terminate: with --no-auto-terminate the cluster waits for more steps.
set -eu
aws emr create-cluster \
  --region "${region}" \
  --name "${name}" \
  --release-label "${release}" \
  --applications Name=Spark \
  --log-uri "${logs}" \
  --service-role "${service-role}" \
  --ec2-attributes "InstanceProfile=${job-role},SubnetIds=[${subnet}]" \
  --instance-fleets file://instance-fleets.cli.json \
  --configurations file://configurations.cli.json \
  --steps file://cluster-steps.cli.json \
  --scale-down-behavior TERMINATE_AT_TASK_COMPLETION \
  --tags for-use-with-amazon-emr-managed-policies=true \
  "${@:---auto-terminate}"
