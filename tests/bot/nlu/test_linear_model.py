"""The linear model without Rasa: what it sees, learns, keeps and says."""

import pickle

import numpy as np
import pytest

from bot.nlu.linear_model import (
    NO_CONCEPT,
    Features,
    FitSettings,
    LinearModel,
    character_features,
    concept_features,
    features,
    known_or_rare,
    pair_features,
    word_features,
)
from bot.nlu.linear_training import fit
from bot.nlu.terms import Terms

TERMS = Terms(
    b"\n".join(
        line.encode()
        for line in (
            "社保 1000 ss",
            "补缴 1000 backpay",
            "社保卡 1000 card",
            "card 1000 card",
            "unpaid 1000 backpay",
        )
    )
)
EXAMPLES = [
    ("社保能补缴吗", "back_payment"),
    ("补缴要多少钱", "back_payment"),
    ("怎么补缴社保", "back_payment"),
    ("pay my unpaid months", "back_payment"),
    ("unpaid months can be paid", "back_payment"),
    ("社保卡丢了", "card_lost_replace"),
    ("我的社保卡丢了怎么补", "card_lost_replace"),
    ("卡丢了", "card_lost_replace"),
    ("i lost my card", "card_lost_replace"),
    ("card lost", "card_lost_replace"),
    ("今天天气", "out_of_scope"),
    ("天气怎么样", "out_of_scope"),
    ("weather today", "out_of_scope"),
    ("what weather is it today", "out_of_scope"),
    ("讲个笑话", "out_of_scope"),
]


def see(text: str) -> Features:
    return features(text, TERMS.cut(text))


@pytest.fixture(scope="module")
def model() -> LinearModel:
    found = [see(text) for text, _ in EXAMPLES]
    return fit(found, [intent for _, intent in EXAMPLES], FitSettings(min_count=1))


def test_characters_mark_the_ends_of_the_text() -> None:
    found = character_features("断了？")
    assert found == [
        "^",
        "断",
        "了",
        "$",
        "^断",
        "断了",
        "了$",
        "^断了",
        "断了$",
        "^断了$",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("断了5个月", "断了7个月"), ("2024年", "1998年"), ("断了？", "断了")],
    ids=["months", "years", "question mark"],
)
def test_digits_and_final_marks_make_no_difference(one: str, other: str) -> None:
    assert character_features(one) == character_features(other)


def test_letters_are_seen_inside_words_only() -> None:
    assert "a b" not in " | ".join(character_features("aa bb"))
    assert {" a", "aa", "a "} < set(character_features("aa bb"))


@pytest.mark.parametrize("code", ["ab3k7q", "7kq2mz"])
def test_a_code_is_seen_by_its_shape(code: str) -> None:
    assert "=<code>" in word_features(TERMS.cut(f"continue {code}"))


@pytest.mark.parametrize("word", ["social", "123456", "cards"])
def test_a_word_or_a_number_is_no_code(word: str) -> None:
    assert "=<code>" not in word_features(TERMS.cut(word))


def test_words_near_each_other_are_seen_together_in_any_order() -> None:
    one, other = (pair_features(TERMS.cut(t)) for t in ("lost my card", "card my lost"))
    assert sorted(one) == sorted(other) == ["card lost", "card my", "lost my"]


def test_words_far_from_each_other_make_no_pair() -> None:
    found = pair_features(TERMS.cut("a b c d e f g h i"))
    assert "a f" in found
    assert "a g" not in found


def test_concepts_that_meet_are_seen_together_in_any_order() -> None:
    one = concept_features(TERMS.cut("社保怎么补缴"))
    other = concept_features(TERMS.cut("补缴社保"))
    assert sorted(one) == sorted(other) == ["backpay", "backpay ss", "ss"]


def test_a_text_outside_the_field_says_so() -> None:
    assert concept_features(TERMS.cut("讲个笑话")) == [NO_CONCEPT]


def test_unknown_words_count_as_rare_and_unknown_pairs_as_nothing() -> None:
    assert list(known_or_rare(["=a", "=b", "a b"], {"=a"})) == ["=a", "<rare>"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("想补缴社保", "back_payment"),
        ("my months are unpaid", "back_payment"),
        ("社保卡丢了呀", "card_lost_replace"),
        ("lost the card", "card_lost_replace"),
        ("明天天气", "out_of_scope"),
    ],
)
def test_names_the_intent(model: LinearModel, text: str, intent: str) -> None:
    assert model.ranking(see(text))[0][0] == intent


def test_the_ranking_is_whole_ordered_and_sums_to_one(model: LinearModel) -> None:
    ranking = model.ranking(see("社保卡"))
    chances = [chance for _, chance in ranking]
    assert {name for name, _ in ranking} == {intent for _, intent in EXAMPLES}
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "😀", "???"])
def test_a_text_without_words_is_ranked_without_error(
    model: LinearModel, text: str
) -> None:
    assert sum(chance for _, chance in model.ranking(see(text))) == pytest.approx(1)


def test_scores_are_those_of_the_fitted_machine(model: LinearModel) -> None:
    by_hand = model.intercept.copy()
    for name, block in model.blocks.items():
        vector = np.zeros(len(block.rows), dtype=np.float64)
        for feature in known_or_rare(see("社保社保补缴")[name], block.rows):
            if feature in block.rows:
                vector[block.rows[feature]] += 1
        seen = vector > 0
        vector[seen] = (1 + np.log(vector[seen])) * block.idf[seen]
        length = np.linalg.norm(vector) or 1
        by_hand += vector / length @ block.coefficients.astype(np.float64)
    assert model.scores(see("社保社保补缴")) == pytest.approx(by_hand, abs=1e-5)


def test_a_saved_model_answers_the_same(model: LinearModel, tmp_path) -> None:
    model.save(tmp_path)
    again = LinearModel.load(tmp_path)
    assert again.ranking(see("补缴")) == model.ranking(see("补缴"))


def test_a_model_file_that_would_execute_code_is_refused(
    model: LinearModel, tmp_path
) -> None:
    model.save(tmp_path)
    (tmp_path / "model.npz").write_bytes(pickle.dumps({"intercept": 1}))
    with pytest.raises(ValueError, match="allow_pickle"):
        LinearModel.load(tmp_path)


@pytest.mark.parametrize(
    "examples",
    [[("补缴", "back_payment")] * 5, [("补缴", "a"), ("补", "a"), ("卡", "b")]],
    ids=["one intent", "too few examples"],
)
def test_too_little_to_fit_is_an_error(examples: list[tuple[str, str]]) -> None:
    found = [see(text) for text, _ in examples]
    with pytest.raises(ValueError, match="least"):
        fit(found, [intent for _, intent in examples], FitSettings())


def test_a_vector_from_elsewhere_is_learned_from_and_then_needed(tmp_path) -> None:
    found = [see("card") for _ in EXAMPLES]  # nothing but the vector tells them apart
    names = sorted({intent for _, intent in EXAMPLES})
    places = [names.index(intent) for _, intent in EXAMPLES]
    vectors = np.eye(len(names), dtype=np.float32)[places]
    how = FitSettings(min_count=1, dense=1.0)
    fit(found, [intent for _, intent in EXAMPLES], how, vectors).save(tmp_path)
    model = LinearModel.load(tmp_path)
    for name, vector in zip(names, np.eye(3, dtype=np.float32), strict=True):
        assert model.ranking(see("card"), vector)[0][0] == name
    with pytest.raises(ValueError, match=r"vector of 3 numbers .* not none"):
        model.ranking(see("card"))
    with pytest.raises(ValueError, match=r"not \(2,\)"):
        model.ranking(see("card"), np.zeros(2, np.float32))


def test_a_weight_of_vectors_without_vectors_is_an_error() -> None:
    found = [see(text) for text, _ in EXAMPLES]
    with pytest.raises(ValueError, match="no vectors"):
        fit(found, [intent for _, intent in EXAMPLES], FitSettings(dense=1.0))


def test_the_same_examples_make_the_same_model(model: LinearModel) -> None:
    found = [see(text) for text, _ in EXAMPLES]
    again = fit(found, [intent for _, intent in EXAMPLES], FitSettings(min_count=1))
    assert again.ranking(see("补缴")) == model.ranking(see("补缴"))


def test_two_intents_can_be_fitted() -> None:
    two = [pair for pair in EXAMPLES if pair[1] != "out_of_scope"]
    model = fit([see(text) for text, _ in two], [i for _, i in two], FitSettings())
    assert model.ranking(see("社保卡丢了"))[0][0] == "card_lost_replace"
    assert model.ranking(see("补缴社保"))[0][0] == "back_payment"
