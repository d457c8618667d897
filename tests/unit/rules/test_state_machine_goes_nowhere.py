from __future__ import annotations

import json

import pytest

RULES = ("E9141",)
TEMPLATE = """
Parameters:
  Seconds: {Type: Number}
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties: %s
"""
END = {"Type": "Pass", "End": True}
GOOD = {
    "StartAt": "Ask",
    "States": {
        "Ask": {"Type": "Task", "Next": "Which", "Catch": [{"Next": "Broken"}]},
        "Which": {"Type": "Choice", "Choices": [{"Next": "Wait"}], "Default": "Many"},
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Ask"},
        "Many": {
            "Type": "Map",
            "ItemProcessor": {"StartAt": "Each", "States": {"Each": END}},
            "Next": "Both",
        },
        "Both": {
            "Type": "Parallel",
            "Branches": [{"StartAt": "A", "States": {"A": END}}],
            "End": 1,
        },
        "Broken": {"Type": "Fail"},
    },
}


def changed(*path: object, to: object) -> dict[str, object]:
    """Give the good machine with something else at a path, or nothing where `to` is None."""
    machine = json.loads(json.dumps(GOOD))
    node = machine
    for step in path[:-1]:
        node = node[step]
    if to is None:
        del node[path[-1]]
    else:
        node[path[-1]] = to
    return machine


WRONG = [
    (changed("StartAt", to="Begin"), "StartAt", "StartAt leads to 'Begin'"),
    (changed("StartAt", to=None), "", "has no StartAt"),
    (changed("States", "Ask", "Next", to="Wich"), "States/Ask/Next", "'Ask' leads to 'Wich'"),
    (
        changed("States", "Which", "Default", to="Manny"),
        "States/Which/Default",
        "'Which' leads to 'Manny'",
    ),
    (
        changed("States", "Which", "Choices", 0, "Next", to="Weight"),
        "States/Which/Choices/0/Next",
        "leads to 'Weight'",
    ),
    (
        changed("States", "Ask", "Catch", 0, "Next", to="Brocken"),
        "States/Ask/Catch/0/Next",
        "leads to 'Brocken'",
    ),
    (changed("States", "Wait", "Next", to=None), "States/Wait", "neither leads on nor ends"),
    (
        changed("States", "Many", "ItemProcessor", "StartAt", to="Every"),
        "States/Many/ItemProcessor/StartAt",
        "leads to 'Every'",
    ),
    (
        changed("States", "Both", "Branches", 0, "States", "A", to={"Type": "Pass", "Next": "Ask"}),
        "States/Both/Branches/0/States/A/Next",
        "leads to 'Ask'",
    ),
    (changed("States", "Lost", to=END), "States/Lost", "nothing leads to the state 'Lost'"),
]


@pytest.mark.parametrize(("machine", "below", "words"), WRONG)
def test_a_machine_that_goes_nowhere_is_found_as_an_object(faults, machine, below, words):
    found = faults(TEMPLATE % json.dumps({"Definition": machine}))
    where = f"Resources/Machine/Properties/Definition/{below}".rstrip("/")
    assert any(path == where and words in message for _, path, message in found)


@pytest.mark.parametrize(("machine", "below", "words"), WRONG)
def test_a_machine_that_goes_nowhere_is_found_as_text(faults, machine, below, words):
    text = json.dumps(machine).replace('"Seconds": 1', '"Seconds": ${Seconds}')
    found = faults(TEMPLATE % json.dumps({"DefinitionString": {"Fn::Sub": text}}))
    place = f"at {below}: " if below else "Machine, DefinitionString: "
    assert any(place in message and words in message for _, _, message in found)


def test_a_machine_without_an_end_is_found(faults):
    loop = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}}}
    [(rule, path, message)] = faults(TEMPLATE % json.dumps({"Definition": loop}))
    assert (rule, path) == ("E9141", "Resources/Machine/Properties/Definition")
    assert "no state ends this machine" in message


def test_a_definition_that_is_not_json_is_found(faults):
    [(_, _, message)] = faults(TEMPLATE % "{DefinitionString: !Sub '{\"StartAt\": ${Seconds}'}")
    assert "is not JSON" in message


@pytest.mark.parametrize(
    "given",
    [
        {"Definition": GOOD},
        {"DefinitionString": json.dumps(GOOD)},
        {"DefinitionString": {"Fn::Sub": json.dumps(changed("Comment", to="${Fn.Arn}"))}},
        {
            "DefinitionString": json.dumps(GOOD).replace('"Seconds": 1', '"Seconds": ${wait}'),
            "DefinitionSubstitutions": {"wait": 5},
        },
        {"Definition": changed("States", "Ask", "Next", to={"Ref": "Seconds"})},
        {"Definition": changed("StartAt", to={"Ref": "Seconds"})},
        {
            "DefinitionString": {
                "Fn::Sub": json.dumps(changed("States", "Ask", "Next", to="${Seconds}"))
            }
        },
        {"Definition": changed("States", "Which", "Choices", to={"Ref": "Seconds"})},
        {"DefinitionString": {"Ref": "Seconds"}},
        {"DefinitionS3Location": {"Bucket": "a", "Key": "b"}},
        {"Definition": {"Fn::Transform": {"Name": "AWS::Include"}}},
    ],
)
def test_a_machine_that_arrives_or_that_only_aws_knows_passes(faults, given):
    assert faults(TEMPLATE % json.dumps(given)) == []
