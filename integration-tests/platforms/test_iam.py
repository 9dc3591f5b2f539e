"""IAM policies: known actions on resources of the right kind, no wildcards, taken by moto."""

import json
import pathlib

import boto3
import conftest
import parliament
import pytest
from moto import mock_aws

POLICIES = sorted(str(p.relative_to(conftest.TEMPLATES)) for p in conftest.TEMPLATES.glob("*/*.policy.json"))
TRUSTS = sorted(str(p.relative_to(conftest.TEMPLATES)) for p in conftest.TEMPLATES.glob("*/*.trust.json"))
# Actions that have no resources, so that the resource must be *.
WITHOUT_RESOURCES = {"elasticmapreduce:RunJobFlow", "elasticmapreduce:ListClusters"}


def findings(policy):
    """What parliament, a linter with AWS's list of actions and resources, says of a policy."""
    analyzed = parliament.analyze_policy_string(json.dumps(policy))
    return [f"{f.issue}: {f.detail}" for f in analyzed.findings]


def load(defaults, policy):
    return defaults.json(*pathlib.PurePath(policy).parts)


@pytest.mark.parametrize("policy", POLICIES)
def test_policy_allows_known_actions_on_named_resources(defaults, policy):
    document = load(defaults, policy)
    assert findings(document) == []
    for statement in document["Statement"]:
        actions = [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        assert not any("*" in action for action in actions)
        assert statement["Resource"] != "*" or set(actions) <= WITHOUT_RESOURCES


@pytest.mark.parametrize("policy", POLICIES)
def test_broken_policy_is_refused(defaults, policy):
    for field, wrong in ("Action", "s3:ReadEverything"), ("Resource", "arn:aws:sqs:us-east-1:123456789012:q"), ("Effect", "Permit"):
        document = load(defaults, policy)
        document["Statement"][0][field] = wrong
        assert findings(document)
    document = load(defaults, policy)
    del document["Statement"][0]["Resource"]
    assert findings(document)


@mock_aws
def test_roles_and_policies_are_taken(defaults):
    iam = boto3.client("iam", "us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
    for trust in TRUSTS:
        name = trust.replace("/", "-")
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(load(defaults, trust)))
        assert iam.get_role(RoleName=name)
    for policy in POLICIES:
        iam.create_policy(PolicyName=policy.replace("/", "-"), PolicyDocument=json.dumps(load(defaults, policy)))
    assert len(iam.list_policies(Scope="Local")["Policies"]) == len(POLICIES)
