from __future__ import annotations

import pytest

from generator.images import accounts, repository

TEMPLATE = """
Parameters:
  Own: {Type: String, Default: ''}
  Foreign:
    Type: String
    Default: 763104351884.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3
Mappings:
  Images:
    us-east-1: {Analyzer: '156813124566', Sklearn: '683313688378'}
    eu-west-1: {Analyzer: '468650794304', Sklearn: '141502667606'}
  Wrong:
    us-east-1: {Analyzer: '156813124566'}
    eu-west-1: {Analyzer: '156813124566'}
    xx-moon-1: {Analyzer: '156813124566'}
Conditions:
  Never: !Equals [!Ref Foreign, '']
  Given: !Not [!Equals [!Ref Own, '']]
Resources:
  Model:
    Type: AWS::SageMaker::Model
    Properties: {PrimaryContainer: {Image: %s}}
"""
ANALYZER = "dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/sagemaker-model-monitor-analyzer"
SKLEARN = "dkr.ecr.${AWS::Region}.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"
MAPPED = "!Sub ['${A}.%s', {A: !FindInMap [%s, !Ref AWS::Region, Analyzer]}]"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (f"!Sub '159807026194.{ANALYZER}'", "holds sagemaker-model-monitor-analyzer in us-west-2"),
        (f"!Sub '763104351884.{SKLEARN}'", "holds sagemaker-scikit-learn in no region"),
        (f"!Sub '${{AWS::AccountId}}.{ANALYZER}'", "your own account has no"),
        (
            "!Sub '763104351884.dkr.ecr.${AWS::Region}.amazonaws.com/sklearn-inference:1.2-1'",
            "no repository sklearn-inference",
        ),
        (
            "683313688378.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
            "There it is 141502667606",
        ),
        (
            "!Join ['', ['683313688378', .dkr.ecr.eu-west-1., !Ref AWS::URLSuffix,"
            " '/sagemaker-xgboost:1.7-1']]",
            "There it is 141502667606",
        ),
        (
            "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboot:1.7-1",
            "has no repository sagemaker-xgboot, but sagemaker-xgboost",
        ),
        ("!Ref Foreign", "There it is 683313688378"),
        (f"!If [Given, !Ref Own, !Sub '159807026194.{ANALYZER}']", "in us-west-2 alone"),
        (
            "853188333426.dkr.ecr.us-isof-east-1.amazonaws.com/sagemaker-model-monitor-analyzer",
            "do not end in amazonaws.com",
        ),
    ],
)
def test_an_image_that_cannot_be_pulled_is_found(faults, value, words):
    [(rule, _, message)] = faults(TEMPLATE % value)
    assert rule == "E9104"
    assert words in message


def test_each_wrong_region_of_a_mapping_is_found_where_it_stands(faults):
    found = {path: words for _, path, words in faults(TEMPLATE % (MAPPED % (ANALYZER, "Wrong")))}
    assert sorted(found) == [
        "Mappings/Wrong/eu-west-1/Analyzer",
        "Mappings/Wrong/xx-moon-1/Analyzer",
    ]
    assert "There it is 468650794304" in found["Mappings/Wrong/eu-west-1/Analyzer"]
    assert "no account is known" in found["Mappings/Wrong/xx-moon-1/Analyzer"]


def test_an_image_of_one_kind_with_the_account_of_another_is_found(faults):
    value = f"!Sub ['${{A}}.{ANALYZER}', {{A: !FindInMap [Images, !Ref AWS::Region, Sklearn]}}]"
    assert [rule for rule, _, _ in faults(TEMPLATE % value)] == ["E9104", "E9104"]


@pytest.mark.parametrize(
    "value",
    [
        MAPPED % (ANALYZER, "Images"),
        f"!If [Given, !Ref Own, {MAPPED % (ANALYZER, 'Images')}]",
        "!Ref Own",
        "!Sub '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/my-sklearn:1'",
        "!Sub '123456789012.dkr.ecr.${AWS::Region}.amazonaws.com/my-scikit-learn:1'",
        "!Sub '763104351884.dkr.ecr.${AWS::Region}.amazonaws.com/pytorch-inference:2.1'",
        f"!Sub '${{Own}}.{ANALYZER}'",
        "!If [Never, !Ref Foreign, 'mine:1']",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboot:1",
        "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-sparkml-serving:3.3",
    ],
)
def test_an_image_that_its_region_serves_passes(faults, value):
    assert faults(TEMPLATE % value) == []


@pytest.mark.parametrize("name", ["model-monitor", "clarify", "sklearn", "xgboost"])
def test_every_account_of_our_own_table_passes(faults, name):
    rows = "".join(f"    {where}: {{A: '{who}'}}\n" for where, who in accounts(name).items())
    uri = f"dkr.ecr.${{AWS::Region}}.${{AWS::URLSuffix}}/{repository(name)}"
    value = f"!Sub ['${{A}}.{uri}', {{A: !FindInMap [All, !Ref AWS::Region, A]}}]"
    text = (TEMPLATE % value).replace("Mappings:\n", f"Mappings:\n  All:\n{rows}")
    assert faults(text) == []
