from __future__ import annotations

import pytest

RULES = ("E9135",)
TEMPLATE = """
Parameters:
  Address: {Type: String, AllowedPattern: '[^@]+@[^@]+'}
  AlertEmail: {Type: String}
  Hook: {Type: String, Default: 'https://example.com/hook'}
  Anything: {Type: String}
  ToBeSet: {Type: String, Default: none}
  Kind: {Type: String, AllowedValues: [email, lambda]}
Conditions:
  Mail: !Equals [!Ref Kind, email]
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {}}
  Fn: {Type: AWS::Lambda::Function, Properties: {}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn}}
  Queue: {Type: AWS::SQS::Queue, Properties: {}}
  Stream: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {}}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Topic, Protocol: %s, Endpoint: %s}
"""
LAMBDA_ARN = "!Sub 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:a'"


@pytest.mark.parametrize(
    ("protocol", "endpoint", "found"),
    [
        ("lambda", "!Ref Address", "an e-mail address"),
        ("lambda", "!Ref AlertEmail", "an e-mail address"),
        ("lambda", "me@example.com", "an e-mail address"),
        ("lambda", "!Ref Fn", "a name, not an ARN"),
        ("lambda", "!GetAtt Queue.Arn", "the ARN of an SQS queue"),
        ("sqs", "!Ref Queue", "a queue's URL"),
        ("sqs", LAMBDA_ARN, "the ARN of a Lambda function"),
        ("sqs", "!Ref Topic", "an ARN of something else"),
        ("email", "!GetAtt Fn.Arn", "the ARN of a Lambda function"),
        ("email-json", "!Ref Hook", "a URL that starts with https://"),
        ("https", "http://example.com", "a URL that starts with http://"),
        ("https", "!Ref Address", "an e-mail address"),
        ("firehose", "!Ref Stream", "a name, not an ARN"),
        ("sms", "me@example.com", "an e-mail address"),
        ("email", "not a mail", "neither an address nor"),
        ("sqs", "my-queue", "neither an address nor"),
        ("!If [Mail, email, lambda]", "!Ref Address", "an e-mail address"),
    ],
)
def test_an_endpoint_of_the_wrong_kind_is_found(faults, protocol, endpoint, found):
    [(rule, path, message)] = faults(TEMPLATE % (protocol, endpoint))
    assert (rule, path) == ("E9135", "Resources/Subscription/Properties/Endpoint")
    assert f"is {found}" in message


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [
        ("email", "!Ref Address"),
        ("email", "!Ref AlertEmail"),
        ("email", "!Ref Anything"),
        ("email", "!Sub '${Anything}'"),
        ("email", "!Sub 'alerts${Anything}'"),
        ("email", "'{{resolve:ssm:/alerts/address}}'"),
        ("email", "!Ref ToBeSet"),
        ("lambda", "!GetAtt Fn.Arn"),
        ("lambda", "!Ref Live"),
        ("lambda", LAMBDA_ARN),
        ("lambda", "!Ref Anything"),
        ("sqs", "!GetAtt Queue.Arn"),
        ("https", "!Ref Hook"),
        ("https", "!Sub 'https://${Anything}/hook'"),
        ("firehose", "!GetAtt Stream.Arn"),
        ("sms", "'+49 170 1234567'"),
        ("sms", "'12345'"),
        ("!Ref Anything", "!GetAtt Fn.Arn"),
        ("!Ref Kind", "!If [Mail, !Ref Address, !GetAtt Fn.Arn]"),
    ],
)
def test_an_endpoint_of_the_right_kind_passes(faults, protocol, endpoint):
    assert faults(TEMPLATE % (protocol, endpoint)) == []


def test_a_topics_own_subscriptions_are_judged_too(faults):
    text = """
        Resources:
          Queue: {Type: AWS::SQS::Queue, Properties: {}}
          Topic:
            Type: AWS::SNS::Topic
            Properties:
              Subscription:
                - {Protocol: sqs, Endpoint: !GetAtt Queue.Arn}
                - {Protocol: lambda, Endpoint: !GetAtt Queue.Arn}
    """
    [(_, path, _)] = faults(text)
    assert path == "Resources/Topic/Properties/Subscription/1/Endpoint"
