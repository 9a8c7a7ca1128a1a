"""Places by their code, in characters and in Latin letters."""

from datetime import date

import pytest

from bot.nlu.entities.regions import RegionNames, extract_regions

PLACES = {
    "杭州": ["330100"],
    "杭州市": ["330100"],
    "我在杭州上班": ["330100"],
    "Hangzhou": ["330100"],
    "zigong": ["510300"],
    "上海": ["310000"],
    "廣東": ["440000"],
    "guangdong province": ["440000"],
    "內蒙古": ["150000"],
    "Inner Mongolia": ["150000"],
    "新疆": ["650000"],
    "延边": ["222400"],
    "Hohhot": ["150100"],
    "Ürümqi": ["650100"],
    "Xi'an": ["610100"],
    "Xian": ["610100"],
    "西安": ["610100"],
    "海南": ["460000"],
    "吉林": ["220000"],
    "吉林市": ["220200"],
    "Jilin city": ["220200"],
    "昆山": ["320583"],
    "杭州余杭区": ["330110"],
    "浦东": ["310115"],
    "Shenzhen's rules": ["440300"],
    "公安县": ["421022"],
    "nationwide": ["000000"],
    "全国": ["000000"],
}
SEVERAL = {
    "朝阳": ["110105", "211300", "220104"],
    "鼓楼区": ["320106", "320302", "350102", "410204"],
    "Suzhou": ["320500", "341300"],
    "西湖区": ["330106", "360103"],
    "Fuzhou": ["350100", "361000"],
}
TOGETHER = {
    "北京朝阳": ("110105", "北京朝阳"),
    "浙江省杭州市西湖区": ("330106", "浙江省杭州市西湖区"),
    "Suzhou, Anhui": ("341300", "Suzhou, Anhui"),
    "Haidian District, Beijing": ("110108", "Haidian District, Beijing"),
    "广西南宁": ("450100", "广西南宁"),
    "郑州金水": ("410105", "郑州金水"),
}
NOTHING = [
    "医保定点医院",
    "居民和职工",
    "养老金平均水平",
    "合作医疗",
    "公安局",
    "人力资源",
    "延长缴费",
    "平安保险",
    "城乡居民",
    "中国银行",
    "a guide to the card",
    "how long does it take",
    "双江镇",
]


def _codes(text: str, today: date, names: RegionNames) -> list[str | int]:
    return [one.value for one in extract_regions(text, today, names)]


@pytest.mark.parametrize(("text", "codes"), {**PLACES, **SEVERAL}.items())
def test_codes(
    text: str, codes: list[str], today: date, region_names: RegionNames
) -> None:
    found = extract_regions(text, today, region_names)
    assert [one.value for one in found] == codes
    assert len({(one.start, one.end) for one in found}) == 1


@pytest.mark.parametrize(("text", "place"), TOGETHER.items())
def test_larger_place_beside(
    text: str, place: tuple[str, str], today: date, region_names: RegionNames
) -> None:
    (found,) = extract_regions(text, today, region_names)
    assert (found.value, text[found.start : found.end]) == place


@pytest.mark.parametrize("text", NOTHING)
def test_no_place(text: str, today: date, region_names: RegionNames) -> None:
    assert _codes(text, today, region_names) == []


def test_two_places(today: date, region_names: RegionNames) -> None:
    for text in ("从北京转到上海", "I moved from Beijing to Shanghai"):
        assert _codes(text, today, region_names) == ["110000", "310000"]


def test_larger_place_elsewhere_decides(today: date, region_names: RegionNames) -> None:
    text = "I am from Anhui and I work in Suzhou"
    assert _codes(text, today, region_names) == ["341300"]


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("610000", "陕西省", "Shaanxi"),
        ("140000", "山西省", "Shanxi"),
        ("540000", "西藏自治区", "Tibet"),
        ("610100", "西安市", "Xi'an"),
        ("230100", "哈尔滨市", "Harbin"),
        ("540100", "拉萨市", "Lhasa"),
        ("330106", "西湖区", "Xihu District"),
        ("659001", "石河子市", "Shihezi"),
    ],
)
def test_names(code: str, zh: str, en: str, regions: dict[str, dict[str, str]]) -> None:
    assert (regions[code]["zh"], regions[code]["en"]) == (zh, en)


def test_every_place_lies_in_a_province(regions: dict[str, dict[str, str]]) -> None:
    provinces = {code for code in regions if code.endswith("0000")} - {"000000"}
    assert len(provinces) == 34
    assert {code[:2] + "0000" for code in regions} - {"000000"} == provinces


def test_a_district_whose_code_ends_in_zero_holds_no_other(
    today: date, region_names: RegionNames
) -> None:
    found = extract_regions("余杭区或者富阳区", today, region_names)
    assert [one.value for one in found] == ["330110", "330111"]


KIND_ONLY = {"城区", "矿区", "郊区", "东区", "西区"}


def test_every_place_is_found_by_its_chinese_name(
    today: date, region_names: RegionNames, regions: dict[str, dict[str, str]]
) -> None:
    """But for districts whose name is only a kind: the city must stand before."""
    missed = {
        entry["zh"]
        for code, entry in regions.items()
        if code not in _codes(f"我在{entry['zh']}交的", today, region_names)
    }
    assert missed <= KIND_ONLY | {regions["000000"]["zh"]}


def test_nearly_every_place_is_found_by_its_english_name(
    today: date, region_names: RegionNames, regions: dict[str, dict[str, str]]
) -> None:
    """But for seats that share the name of their prefecture, and Mile."""
    missed = {
        code
        for code, entry in regions.items()
        if code not in _codes(f"I live in {entry['en']}", today, region_names)
    }
    missed -= {"000000", "532504"}
    wide = {regions[code[:4] + "00"]["en"].split()[0] for code in missed - {"220200"}}
    assert {regions[code]["en"] for code in missed - {"220200"}} <= wide
    assert len(missed) < 20
