"""What the whole data teaches: the product's own sentences land where they must."""

import os
import tarfile

import pytest
import yaml

from bot.nlu.linear_model import LinearModel, features
from bot.nlu.terms import Terms
from bot.settings import PROJECT, read_settings
from bot.training import ensure_model, newest_model

pytestmark = pytest.mark.rasa


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms.read(PROJECT / "data" / "lexicon" / "terms.txt")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> LinearModel:
    """The weights inside the trained assistant."""
    settings = read_settings(os.environ)
    ensure_model(settings, print)
    archive = newest_model(settings.models)
    assert archive is not None
    folder = tmp_path_factory.mktemp("model")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    (weights,) = folder.glob("components/*.LinearIntentClassifier*")
    return LinearModel.load(weights)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("社保断了四个月还能补吗", "back_payment"),
        ("社保断了怎么续", "resume_contribution"),
        ("断缴了会有什么影响", "interruption_effect"),
        ("單位不給交社保怎麼辦", "employer_nonpayment"),
        ("社保卡办了多久能拿到", "card_progress"),
        ("社保卡丢了", "card_lost_replace"),
        ("公积金怎么取", "housing_fund"),
        ("滞纳金一天多少", "arrears_late_fee"),
        ("my company does not pay social insurance for me", "employer_nonpayment"),
        ("i lost my social security card", "card_lost_replace"),
        ("how do i apply for unemployment benefit", "unemployment_benefit"),
        ("move my pension to another city", "transfer"),
        ("明天会不会下雪", "out_of_scope"),
        ("play me a song", "out_of_scope"),
        ("大概半年", "inform"),
        ("since March", "inform"),
        ("灵活就业", "inform"),
        ("in Shanghai", "inform"),
        ("不对，是四个月", "correct"),
        ("如果我是职工呢", "what_if"),
        ("what if I were employed", "what_if"),
        ("为什么", "why"),
        ("which law says that", "which_law"),
        ("真的吗", "doubt"),
        ("are you sure?", "doubt"),
        ("我不确定", "dont_know"),
        ("not sure", "dont_know"),
        ("找不到这个按钮", "cannot_find"),
        ("下一步", "next_step"),
        ("接着办 ZX9K4M", "resume_code"),
        ("continue with code QW7RT2", "resume_code"),
        ("delete my data", "delete_data"),
        ("转人工", "human_agent"),
        ("你是机器人吗", "bot_identity"),
    ],
)
def test_understands(model: LinearModel, terms: Terms, text: str, intent: str) -> None:
    with (PROJECT / "config.yml").open(encoding="utf-8") as file:
        pipeline = yaml.safe_load(file)["pipeline"]
    high = next(part["high"] for part in pipeline if "high" in part)
    name, chance = model.ranking(features(text, terms.cut(text)))[0]
    assert (name, chance >= high) == (intent, True)


def test_the_model_stays_small(model: LinearModel) -> None:
    size = sum(block.coefficients.nbytes for block in model.blocks.values())
    assert size < 20_000_000
