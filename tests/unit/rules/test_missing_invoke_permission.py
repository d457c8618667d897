from __future__ import annotations

import pytest

RULES = ("E9134",)
TEMPLATE = """
Parameters:
  Elsewhere: {Type: String}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {}}
  Other: {Type: AWS::SNS::Topic, Properties: {}}
  Fn: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub '${AWS::StackName}-fn'}}
  Second: {Type: AWS::Lambda::Function, Properties: {}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn}}
  Caller:
    Type: AWS::%s
    Properties: %s
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {%s}
"""
CALLERS = {
    "sns": (
        "SNS::Subscription",
        "{Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn}",
    ),
    "events": ("Events::Rule", "{Targets: [{Id: a, Arn: !GetAtt Fn.Arn}]}"),
    "s3": (
        "S3::Bucket",
        "{NotificationConfiguration: {LambdaConfigurations: [{Function: !GetAtt Fn.Arn}]}}",
    ),
    "lambda.alarms.cloudwatch": (
        "CloudWatch::Alarm",
        "{AlarmActions: [!Ref Topic, !GetAtt Fn.Arn]}",
    ),
    "logs": (
        "Logs::SubscriptionFilter",
        "{LogGroupName: a, DestinationArn: !GetAtt Fn.Arn}",
    ),
    "config": (
        "Config::ConfigRule",
        "{Source: {Owner: CUSTOM_LAMBDA, SourceIdentifier: !GetAtt Fn.Arn}}",
    ),
    "secretsmanager": (
        "SecretsManager::RotationSchedule",
        "{SecretId: a, RotationLambdaARN: !GetAtt Fn.Arn}",
    ),
    "iot": (
        "IoT::TopicRule",
        "{TopicRulePayload: {Actions: [{Lambda: {FunctionArn: !GetAtt Fn.Arn}}]}}",
    ),
}
INVOKE = "Action: lambda:InvokeFunction"


def of(service: str, permission: str) -> str:
    return TEMPLATE % (*CALLERS[service], permission)


@pytest.mark.parametrize("service", CALLERS)
def test_a_call_without_a_permission_for_its_service_is_found(faults, service):
    other = "apigateway.amazonaws.com"
    text = of(service, f"{INVOKE}, FunctionName: !Ref Fn, Principal: {other}")
    [(rule, path, message)] = faults(text)
    assert rule == "E9134"
    assert path.startswith("Resources/Caller/Properties/")
    assert f"lets {service}.amazonaws.com invoke it" in message


@pytest.mark.parametrize("service", CALLERS)
def test_a_call_with_a_permission_for_its_service_passes(faults, service):
    principal = f"{service}.amazonaws.com"
    text = of(service, f"{INVOKE}, FunctionName: !GetAtt Fn.Arn, Principal: {principal}")
    assert faults(text) == []


SNS = "Principal: sns.amazonaws.com"


@pytest.mark.parametrize(
    "permission",
    [
        f"{INVOKE}, FunctionName: !Ref Second, {SNS}",
        f"Action: lambda:GetFunction, FunctionName: !Ref Fn, {SNS}",
        f"{INVOKE}, FunctionName: !Ref Fn, {SNS}, SourceArn: !Ref Other",
        f"{INVOKE}, FunctionName: !Ref Fn, {SNS}, SourceArn: 'arn:aws:s3:::bucket'",
        f"{INVOKE}, FunctionName: some-other-function, {SNS}",
    ],
)
def test_a_permission_that_does_not_fit_is_found(faults, permission):
    assert [rule for rule, _, _ in faults(of("sns", permission))] == ["E9134"]


def test_a_permission_for_another_source_is_told_from_a_missing_one(faults):
    text = of("sns", f"{INVOKE}, FunctionName: !Ref Fn, {SNS}, SourceArn: !Ref Other")
    assert "names another source" in faults(text)[0][2]


@pytest.mark.parametrize(
    "permission",
    [
        f"{INVOKE}, FunctionName: !Ref Fn, {SNS}, SourceArn: !Ref Topic",
        f"{INVOKE}, FunctionName: !Ref Fn, {SNS}, SourceArn: !Ref Elsewhere",
        f"{INVOKE}, FunctionName: !Ref Live, {SNS}",
        f"{INVOKE}, FunctionName: !Sub '${{Fn.Arn}}:live', {SNS}",
        f"{INVOKE}, FunctionName: !Sub '${{AWS::StackName}}-fn', {SNS}",
        f"{INVOKE}, FunctionName: !Ref Elsewhere, {SNS}",
        f"Action: 'lambda:*', FunctionName: !Ref Fn, {SNS}",
        f"{INVOKE}, FunctionName: !Ref Fn, Principal: !Sub 'sns.${{AWS::URLSuffix}}'",
        f"{INVOKE}, FunctionName: !Ref Fn, Principal: '*'",
        f"{INVOKE}, FunctionName: !Ref Fn, Principal: !If [C, sns.amazonaws.com, a]",
        f"Action: !If [C, lambda:InvokeFunction, a], FunctionName: !Ref Fn, {SNS}",
        f"{INVOKE}, FunctionName: !Ref Fn, {SNS}, "
        "SourceArn: !Sub 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:*'",
    ],
)
def test_a_permission_that_may_fit_passes(faults, permission):
    assert faults(of("sns", permission)) == []


def test_a_function_of_another_stack_is_left_alone(faults):
    text = of("sns", f"{INVOKE}, FunctionName: !Ref Second, {SNS}")
    assert faults(text.replace("!GetAtt Fn.Arn", "!Ref Elsewhere")) == []


def test_a_call_by_an_alias_needs_a_permission_too(faults):
    text = of("events", f"{INVOKE}, FunctionName: !Ref Second, Principal: events.amazonaws.com")
    assert faults(text.replace("Arn: !GetAtt Fn.Arn", "Arn: !Ref Live")) != []


def test_a_target_with_a_role_of_its_own_needs_no_permission(faults):
    text = of("events", f"{INVOKE}, FunctionName: !Ref Second, Principal: events.amazonaws.com")
    assert faults(text.replace("Id: a,", "Id: a, RoleArn: arn,")) == []


def test_a_lost_call_is_told_from_a_stack_that_fails(faults):
    other = f"{INVOKE}, FunctionName: !Ref Second, Principal: a"
    assert "every call is lost" in faults(of("sns", other))[0][2]
    assert "The stack fails on it" in faults(of("s3", other))[0][2]


def test_where_a_macro_may_add_permissions_nothing_is_said(faults):
    text = of("sns", f"{INVOKE}, FunctionName: !Ref Second, {SNS}")
    assert faults("Transform: MyMacro\n" + text) == []
    assert faults("Transform: AWS::LanguageExtensions\n" + text) != []
