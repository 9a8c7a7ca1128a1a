"""What the guard masks, and what it leaves alone. Every number here is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard import mask

ID_7 = "1****************7"
ID_X = "3****************X"

MASKED = {
    # 18 digits with a right checksum
    "bare": ("110101199003070417", ID_7, "id_number"),
    "in Chinese": (
        "我身份证是110101199003070417，能补缴吗",
        f"我身份证是{ID_7}，能补缴吗",
        "id_number",
    ),
    "in English": ("my ID is 110101199003070417.", f"my ID is {ID_7}.", "id_number"),
    "capital X": ("31010119850102001X", ID_X, "id_number"),
    "small x": ("31010119850102001x 交了5年", f"{ID_X} 交了5年", "id_number"),
    "full width": ("１１０１０１１９９００３０７０４１７", ID_7, "id_number"),
    "full-width X": ("３１０１０１１９８５０１０２００１Ｘ", ID_X, "id_number"),
    "spaced 6-8-4": ("110101 19900307 0417", ID_7, "id_number"),
    "spaced by fours": ("1101 0119 9003 0704 17", ID_7, "id_number"),
    "dashed": ("110101-19900307-0417", ID_7, "id_number"),
    "mixed separators": ("110101 1990-0307 0417", ID_7, "id_number"),
    "digit by digit": ("1 1 0 1 0 1 1 9 9 0 0 3 0 7 0 4 1 7", ID_7, "id_number"),
    "wide spaces": ("110101　19900307　0417", ID_7, "id_number"),
    "numbered list": ("1.110101199003070417", f"1.{ID_7}", "id_number"),
    "after a date": (
        "2024-05-01 110101199003070417",
        f"2024-05-01 {ID_7}",
        "id_number",
    ),
    "glued to letters": ("SFZ110101199003070417号", f"SFZ{ID_7}号", "id_number"),
    # wrong checksum
    "wrong, real day": ("110101199003070418", "1****************8", "id_number"),
    "wrong, real day, spaced": (
        "110101 19900307 0418",
        "1****************8",
        "id_number",
    ),
    "wrong, unreal day, said": (
        "身份证号：110101199013410418",
        "身份证号：1****************8",
        "id_number",
    ),
    "wrong, said in English": (
        "ID number 990101199013410418",
        "ID number 9****************8",
        "id_number",
    ),
    "unreal day, X": ("11010519490231002X", "1****************X", "id_number"),
    "said in mixed words": (
        "我的id是990101199013410418",
        "我的id是9****************8",
        "id_number",
    ),
    "said afterwards": (
        "110101199013410418是我的身份证",
        "1****************8是我的身份证",
        "id_number",
    ),
    "a digit too few, said": (
        "身份证11010119900307041",
        "身份证1***************1",
        "id_number",
    ),
    "a digit too many, said": (
        "身份证1101011990030704170",
        "身份证1*****************0",
        "id_number",
    ),
    "ID, two long": (
        "11010119900307451413800138000",
        "1***************************0",
        "id_number",
    ),
    "ID with three digits too many": (
        "身份证11010119900307041712",
        "身份证1******************2",
        "id_number",
    ),
    "ID, lines": ("110101\n19900307\n0417", ID_7, "id_number"),
    "ID, commas": ("110101,19900307,0417", ID_7, "id_number"),
    "ID, Chinese commas": ("110101，19900307，0417", ID_7, "id_number"),
    "ID, slashes": ("110101/19900307/0417", ID_7, "id_number"),
    "ID, enumeration commas": ("110101、19900307、0417", ID_7, "id_number"),
    "ID, three spaces": ("110101   19900307   0417", ID_7, "id_number"),
    "ID, invisible": ("110101\u200e199003\u00ad070417", ID_7, "id_number"),
    "ID, wrong, mixed": (
        "110101 1990-03-07 0418",
        "1****************8",
        "id_number",
    ),
    "ID in a list": ("3、110101199003070417", f"3、{ID_7}", "id_number"),
    "ID in Chinese digits": ("一一零一零一一九九零零三零七零四一七", ID_7, "id_number"),
    "ID of a foreign resident": (
        "932682198501010017",
        "9****************7",
        "id_number",
    ),
    # 15 digits
    "old ID": ("110101900307041", "1*************1", "id_number"),
    "old ID, said, spaced": (
        "身份证 110101 900307 041",
        "身份证 1*************1",
        "id_number",
    ),
    # mobiles
    "phone": ("13812345678", "138****5678", "phone"),
    "phone in Chinese": ("电话13812345678谢谢", "电话138****5678谢谢", "phone"),
    "phone 3-4-4": ("138 1234 5678", "138****5678", "phone"),
    "phone dashes": ("call 139-1234-5678 please", "call 139****5678 please", "phone"),
    "phone dots": ("138.1234.5678", "138****5678", "phone"),
    "phone +86": ("+8613812345678", "+86138****5678", "phone"),
    "phone +86 spaced": ("+86 138 1234 5678", "+86 138****5678", "phone"),
    "phone 0086": ("0086-13812345678", "0086-138****5678", "phone"),
    "phone 86": ("8613812345678", "86138****5678", "phone"),
    "phone full width": ("１９９１２３４５６７８", "199****5678", "phone"),
    "phone digit by digit": ("1 3 8 1 2 3 4 5 6 7 8", "138****5678", "phone"),
    "phone 3-3-5": ("138 123 45678", "138****5678", "phone"),
    "two phones": ("13812345678,13912345679", "138****5678,139****5679", "phone"),
    "phone 3-8": ("138 00138000", "138****8000", "phone"),
    "phone 7-4": ("1380013 8000", "138****8000", "phone"),
    "phone, mixed": ("138 0013-8000", "138****8000", "phone"),
    "phone, two spaces": ("138  0013  8000", "138****8000", "phone"),
    "phone, three spaces": ("138   0013   8000", "138****8000", "phone"),
    "phone, trunk 0": ("013800138000", "0138****8000", "phone"),
    "phone, commas": ("138,0013,8000", "138****8000", "phone"),
    "phone, Chinese commas": ("138，0013、8000", "138****8000", "phone"),
    "phone, slashes": ("138/0013/8000", "138****8000", "phone"),
    "phone, lines": ("138\n0013\n8000", "138****8000", "phone"),
    "phone, any way, said": ("我手机 1380 0138 000", "我手机 138****8000", "phone"),
    "phone, with 元": ("13800138000元", "138****8000元", "phone"),
    "phone, invisible": ("138\u200d0013\u206080\ufeff00", "138****8000", "phone"),
    "phone, thin spaces": ("138\u20090013\u202f8000", "138****8000", "phone"),
    "phone, keycaps": (
        "".join(f"{digit}\ufe0f\u20e3" for digit in "13800138000"),
        "138****8000",
        "phone",
    ),
    "phone, circled": ("①③⑧⓪⓪①③⑧⓪⓪⓪", "138****8000", "phone"),
    "phone, superscript": ("¹³⁸⁰⁰¹³⁸⁰⁰⁰", "138****8000", "phone"),
    "phone, Chinese": ("电话幺三八零零幺三八零零零", "电话138****8000", "phone"),
    "phone, Chinese 〇": ("一三八〇〇一三八〇〇〇", "138****8000", "phone"),
    "phone in a list": ("①13800138000", "①138****8000", "phone"),
    "phone in a keycap list": (
        "1\ufe0f\u20e313800138000",
        "1\ufe0f\u20e3138****8000",
        "phone",
    ),
    "phone in a numbered list": ("1、13800138000", "1、138****8000", "phone"),
    "phone in bold": ("*13800138000*", "*138****8000*", "phone"),
    "phone before a Chinese word": ("13800138000一直用", "138****8000一直用", "phone"),
    # bank cards
    "card 19": ("6222021200001234561", "**** 4561", "bank_card"),
    "card 16": ("4123456789012349", "**** 2349", "bank_card"),
    "card grouped": ("6222 0212 0000 1234 561", "**** 4561", "bank_card"),
    "card dashed": ("4123-4567-8901-2349", "**** 2349", "bank_card"),
    "card, lines": ("6222\n0212\n0000\n1234\n561", "**** 4561", "bank_card"),
    "card, commas": ("6222,0212,0000,1234,561", "**** 4561", "bank_card"),
    "card, wrong, unsaid": ("6222021200001234562", "**** 4562", "bank_card"),
    "card, wrong, grouped": ("6222 0212 0000 1234 562", "**** 4562", "bank_card"),
    "card, with 元": ("6222021200001234561元", "**** 4561元", "bank_card"),
    "card, wrong, said": ("银行卡6222021200001234562", "银行卡**** 4562", "bank_card"),
    "card, wrong, English": (
        "card number 6222021200001234562",
        "card number **** 4562",
        "bank_card",
    ),
}

LEFT_ALONE = [
    "12333",
    "12393 还是 12366",
    "打0571-12345的电话",
    "400-123-4567",
    "010-12345678",
    "验证码 123456",
    "330106",
    "2024-05-01",
    "20240501",
    "2024年5月1日到2025年6月30日",
    "2024.05.01-2025.06.30",
    "20240501 20240630",
    "2024050120240630",
    "2019 2020 2021 2022",
    "2019 2020 2021 2022 2023",
    "3000 4000 5000 6000",
    "310000 2024-05-01 1234",
    "工资 12345.67 元",
    "12,345,678.90",
    "15000000000元",
    "¥13800000000",
    "1234567890123456789元",
    "交了15年，断了3个月，2025年8月到现在",
    "born June 1974, paid 2400 yuan for 15 years",
    "人社部发〔2011〕47号",
    "工资1500、2000、200",
    "1500,2000,200",
    "1800 3600 720",
    "1500 300 2000",
    "138、2000、3000",
    "4000，5000，6000，7000",
    "4000 5000 6000 7000",
    "6200 6300 6400 6500",
    "3000\n4000\n5000\n6000",
    "13,800,138,000元",
    "13,800,138,000",
    "4,123,456,789,012,349",
    "150 20240501",
    "1500000 2000",
    "1998.07-2024.5",
    "1998.07-2024.05",
    "1990-03-07 123",
    "1985/01/02 500",
    "15/06/2024 300",
    "1999年7月-2010年12月，1999.7-2010.12",
    "330106 2024-05-01 3000",
    "310000 1990-03-07 1234",
    "3000,4000,5000,600000",
    "身份证遗失，交了3000,4000,5000,600000",
    "12333、12393、12366",
    "12333 12393 1",
    "电话12333，交了1500、2000、200",
    "二零二四年五月一日交了一万三千八百元",
    "二〇一九二〇二〇二〇二一",
    "一二三四五六七八九十",
    "断了①个月②三年",
    "1️⃣ 养老 2️⃣ 医疗 3️⃣ 失业",
    "12812345678",
    "138123456789",
    "1381234567",
    "999999999999999999",
    "a1b2c3d4e5f6",
    "K7M2QX",
    "",
    "社保断了怎么续",
]


@pytest.mark.parametrize(("text", "shown", "kind"), MASKED.values(), ids=MASKED)
def test_a_personal_number_is_masked(text: str, shown: str, kind: str) -> None:
    found = mask(text)
    assert found.text == shown
    assert found.kinds == (kind,)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_people_ask_about_is_left_alone(text: str) -> None:
    found = mask(text)
    assert (found.text, found.kinds) == (text, ())


def test_several_kinds_come_in_the_order_of_the_text() -> None:
    found = mask("13812345678 / 110101199003070417 / 6222021200001234561")
    assert found.text == f"138****5678 / {ID_7} / **** 4561"
    assert found.kinds == ("phone", "id_number", "bank_card")


@given(st.text(alphabet="0123456789xX -.年月身份证号卡电话１３８", max_size=60))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask(text)
    assert mask(once.text).text == once.text


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mobile_number_never_survives(mobile: str) -> None:
    assert mobile not in mask(f"甲{mobile}乙").text


def test_a_long_row_of_digits_is_read_in_time() -> None:
    row = "1 3-" * 500
    assert mask(row).text == row
