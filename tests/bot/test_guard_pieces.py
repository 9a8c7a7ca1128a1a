"""ID and mobile numbers that arrive in pieces, spoken digits or mixed signs.

No number here is anybody's: 11010519491231002X is the specimen of the standard, the
others are invented.
"""

import pytest

from bot.guard import mask

X, SEVEN, MOBILE = "1****************X", "1****************7", "138****8000"

IN_CHINESE = {
    "parted": ("我身份证 110105 1949 1231 002X", f"我身份证 {X}"),
    "commas": ("身份证：110105,19491231,002X", f"身份证：{X}"),
    "dashes": ("身份证号110105-1949-1231-002X", f"身份证号{X}"),
    "numerals": ("一一零一零五一九四九一二三一零零二X", X),
    "numerals, 幺": ("幺幺零幺零五幺九四九幺二三幺零零二X", X),
    "spoken in groups": ("幺幺零 幺零五 幺九四九 幺二三幺 零零二 X", X),
    "spoken, commas, 叉": (
        "身份证幺幺零幺零五，幺九四九幺二三幺，零零二叉",
        f"身份证{X}",
    ),
    "capital numerals": ("壹壹零壹零伍壹玖肆玖壹贰叁壹零零贰X", X),
    "traditional capitals": ("壹壹零壹零伍壹玖肆玖壹貳參壹零零貳X", X),
    "〇 in groups": ("一一〇一〇五 一九四九一二三一 〇〇二X", X),
    "said in parts": ("身份证前六位110105，后面是19491231002X", f"身份证前六位{X}"),
    "birthday named": ("身份证110105，生日19491231，后四位002X", f"身份证{X}"),
    "joined by 然后": ("110105 然后 19491231 然后 002X", X),
    "numerals by fours": ("身份证号码 一一零一零一 一九九零 零三零七 零四一七", None),
    "numerals, commas": ("一一零一零一，一九九零零三零七，零四一七", SEVEN),
    "brackets": ("身份证(110101)(19900307)(0417)", f"身份证({SEVEN})"),
    "phone, 幺": ("电话幺三八零零幺三八零零零", f"电话{MOBILE}"),
    "phone, groups": ("幺三八 零零幺三 八零零零", MOBILE),
    "phone, commas": ("电话 幺三八，零零幺三，八零零零", f"电话 {MOBILE}"),
}
IN_ENGLISH = {
    "parted": ("my ID is 110105 1949 1231 002X", f"my ID is {X}"),
    "commas": ("ID: 110105, 1949, 1231, 002X", f"ID: {X}"),
    "odd groups": ("my id number: 1101 0519 4912 3100 2X", f"my id number: {X}"),
    "joined by then": (
        "my id starts with 110105 then 19491231 then 002X",
        f"my id starts with {X}",
    ),
    "brackets": ("ID 110101 (19900307) 0417", f"ID {SEVEN}"),
    "slashes": ("id 110101/19900307/0417", f"id {SEVEN}"),
    "ends, comma": (
        "my ID, 110101 19900307 0417, thanks",
        f"my ID, {SEVEN}, thanks",
    ),
    "card no.": ("ID card no. 110101-19900307-0417", f"ID card no. {SEVEN}"),
    "colons": ("110101:19900307:0417", SEVEN),
    "dots": ("110101.1990.0307.0417", SEVEN),
    "underscores": ("110101_19900307_0417", SEVEN),
    "two of them": ("110101 19900307 0417 and 110105 1949 1231 002X", None),
}
MIXED = {
    "in both languages": ("我的ID是110105 1949 1231 002X", f"我的ID是{X}"),
    "my 身份证": ("my 身份证 110105 19491231 002X", f"my 身份证 {X}"),
    "sfz": ("sfz 110105 19491231 002X", f"sfz {X}"),
    "digits and numerals": ("1101零1199零0307零417", SEVEN),
    "groups of both": ("110101 一九九零 0307 零四一七", SEVEN),
    "full width": ("ＩＤ：１１０１０１　１９９００３０７　０４１７", f"ＩＤ：{SEVEN}"),
    "ID and 后四位": ("ID 110105, 生日19491231, 后四位002X", f"ID {X}"),
    "phone of both": ("phone 13八00一3八零00", f"phone {MOBILE}"),
    "call 幺": ("call 幺三八 0013 八零零零", f"call {MOBILE}"),
    "id 幺": ("id number幺幺零幺零五 19491231 零零二X", f"id number{X}"),
}
LEFT_ALONE = [
    "我在2019，2020，2021，2022一直没交",
    "一、养老 二、医疗 三、失业",
    "110105 2024-05-01 1234",
    "区划110105，20240501办的，编号1234",
    "二零二四年十二月三十一日到二零二五年一月一日",
    "欠了一万二千三百四十五块六",
    "12333、12393、12366一二三",
    "断了三四个月，五六年，七八百块",
    "330106 then 20240501 then 1234",
    "paid in 2019, 2020, 2021, 2022 and 2023",
    "500, 19900307, 12",
    "一二三四五六七八九",
    "壹万贰仟叁佰元整",
    "先交1500再交2000再交300",
]


def named(table: dict[str, tuple[str, str | None]], group: str) -> list[object]:
    return [pytest.param(*row, id=f"{group}: {name}") for name, row in table.items()]


@pytest.mark.parametrize(
    ("text", "shown"),
    [*named(IN_CHINESE, "zh"), *named(IN_ENGLISH, "en"), *named(MIXED, "mixed")],
)
def test_pieces_are_masked_as_one_number(text: str, shown: str | None) -> None:
    found = mask(text)
    assert len(found.kinds) == 1
    assert "0307" not in found.text
    assert "1231" not in found.text
    if shown is not None:
        assert found.text == shown


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_numbers_of_nobody_are_left_alone(text: str) -> None:
    found = mask(text)
    assert (found.text, found.kinds) == (text, ())


def test_the_table_is_wide_enough() -> None:
    sizes = [len(IN_CHINESE), len(IN_ENGLISH), len(MIXED), len(LEFT_ALONE)]
    assert min(sizes) >= 10
    assert sum(sizes) >= 40
