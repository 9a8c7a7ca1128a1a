"""What can be read off a whole knowledge."""

from pathlib import Path

from advice import load_knowledge

KNOWLEDGE = load_knowledge(Path(__file__).parents[2] / "knowledge")


def test_general_facts_matter_to_several_topics() -> None:
    """Also where only a fact that follows from them stands in the tables."""
    general = KNOWLEDGE.general_facts
    assert {"region", "employment", "gap_months", "birth_month"} <= general
    assert not {"applicant", "loss_stage", "third_party_kind"} & general
    assert general <= KNOWLEDGE.facts.keys()
