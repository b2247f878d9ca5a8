"""From a filled form to a record: what is demanded, what is asked for, what contradicts."""

import pytest

from tests.forms.filling import (
    blank_cells,
    codes,
    ordinary,
    problems,
    read,
    returned,
    typed,
)

RETURNED, ASKED = "FIELD_REQUIRED", "FIELD_ASKED"


def test_nine_cells_make_a_phone_complaint_that_nothing_is_said_about() -> None:
    empty, filled = blank_cells("feedback"), ordinary("feedback")
    before = {(s.name, at) for s in empty.sheets for at in s.cells}
    after = {(s.name, at) for s in filled.sheets for at in s.cells}
    found = read(filled)

    assert len(after - before) == 9
    assert (problems(found), found.repairs) == ([], ())


def test_a_record_holds_ids_iso_dates_and_numbers() -> None:
    found = read(
        ordinary(
            "feedback",
            """
        | 客户要求 | 8D报告、退货 |
        | 要求回复时间 | 2026-11-24 17:00 |
        | 产品型号或品名 | 批号 | 涉及数 | 不良数 | 不良现象 | 发现场所 |
        | ZD-3012 | 0012 | 50 | 3 | 异响 | 客户产线 |
    """,
        )
    ).submission

    assert found.fields["received_on"] == "2026-11-23"
    assert found.fields["received_time"] == "09:00"
    assert found.fields["wanted_at"] == "2026-11-24T17:00"
    assert (found.fields["category"], found.fields["level"]) == ("quality", "A")
    assert found.fields["demand"] == ["return", "report_8d"]
    assert found.lines["products"] == (
        {
            "part": "ZD-3012",
            "lot": "0012",
            "unit": "piece",
            "affected": 50,
            "defective": 3,
            "phenomenon": "异响",
            "place": "line",
        },
    )


@pytest.mark.parametrize("form_id", ["feedback", "confirmation", "customer"])
def test_an_ordinary_form_of_each_kind_is_accepted_without_a_word(form_id: str) -> None:
    assert problems(read(ordinary(form_id))) == []


@pytest.mark.parametrize(
    ("form_id", "labels"),
    [
        ("feedback", "客户名称 收到日期 信息类别 信息等级 反馈内容"),
        (
            "confirmation",
            "反馈编号 确认方式 确认日期 确认人 现象再现 责任判定 启动纠正措施 不启动理由",
        ),
        ("confirmation", "确认结论"),
        (
            "customer",
            "登记类别 客户状态 客户名称 联系人 电话或手机 负责业务员 首次接触日期",
        ),
    ],
)
@pytest.mark.clause("P4.2-b1", "P4.2-b2", "P4.2-c1", "P4.1-1a")
def test_a_form_without_a_cell_that_is_demanded_goes_back(form_id: str, labels: str) -> None:
    for label in labels.split():
        found = read(ordinary(form_id, f"| {label} | |"))
        if label == "登记类别":  # the others are demanded of a new file only
            assert (label, RETURNED) in returned(found)
        else:
            assert returned(found) == [(label, RETURNED)]


@pytest.mark.parametrize(
    ("form_id", "labels"),
    [
        ("feedback", "收到时间 反馈方式 受理人"),
        (
            "customer",
            "法定代表人 统一社会信用代码/纳税人识别号 地址 邮编 传真 发票类型",
        ),
    ],
)
@pytest.mark.clause("P4.1-1b", "P4.2-a1")
def test_a_cell_that_is_only_asked_for_is_a_reminder(form_id: str, labels: str) -> None:
    for label in labels.split():
        found = read(ordinary(form_id, f"| {label} | |"))
        assert problems(found) == [(label, ASKED, "remind")]
        assert found.asked == (label,)
        assert not found.is_returned


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("| 信息类别 | 其他信息 |", {("信息细类", ASKED)}),
        ("| 信息类别 | 其他信息 | 信息细类 | 交期 |", set()),
        ("| 信息等级 | AA |", {("AA电话通知(姓名、时间)", ASKED)}),
        ("| 产品型号或品名 |\n | |", {("产品型号或品名", ASKED)}),
        ("| 信息类别 | 其他信息 | 信息细类 | 交期 |\n | 产品型号或品名 |\n | |", set()),
        (
            "| 业务类型 | 退货 |",
            {("涉及数", ASKED), ("退货类别", ASKED), ("是否补货", ASKED), ("退货数", ASKED)},
        ),
        (
            """| 业务类型 | 换货 | 退货类别 | 错发/多发 | 是否补货 | 是 |
               | 产品型号或品名 | 涉及数 |
               | ZD-1 | 5 |
               | 退货数 | 换货数 |
               | 5 | 5 |""",
            {("补货期限", ASKED)},
        ),
        (
            """| 业务类型 | 返修 | 退货类别 | 委托返修 | 是否补货 | 否 |
               | 产品型号或品名 | 涉及数 |
               | | 5 |
               | 退货数 |
               | 5 |""",
            {("产品型号或品名", RETURNED)},
        ),
        (
            "| 业务类型 | 变更 |",
            {
                (label, RETURNED)
                for label in ("变更种类", "合同/订单号", "变更前", "变更后", "要求生效日")
            },
        ),
        (
            "| 反馈方式 | 客户走访 |",
            {("出差日期起", ASKED), ("出差日期止", ASKED), ("拜访对象", ASKED)},
        ),
        ("| 内容 |\n | 另一件事 |", {("类别", RETURNED), ("等级", RETURNED)}),
        ("| 类别 | 等级 |\n | 其他信息 | B |", {("内容", RETURNED)}),
    ],
)
@pytest.mark.clause("P4.2-d1")
def test_what_a_complaint_must_say_depends_on_what_it_says(
    changes: str, expected: set[tuple[str, str]]
) -> None:
    assert codes(problems(read(ordinary("feedback", changes)))) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("| 确认方式 | 现场确认 |", {("客户确认人", ASKED)}),
        ("| 确认方式 | 退回品检测 |", {("不良品收到日期", ASKED)}),
        ("| 确认方式 | 寄样确认 |", {("不良品收到日期", ASKED)}),
        ("| 责任判定 | 供方责任 |", {("供方名称", RETURNED), ("临时措施(围堵)", ASKED)}),
        ("| 责任判定 | 多方责任 |", {("供方名称", RETURNED)}),
        ("| 责任判定 | 本公司责任 |", {("责任部门", ASKED), ("临时措施(围堵)", ASKED)}),
        ("| 责任判定 | 待分析 | 确认结论 | |", set()),
        ("| 启动纠正措施 | 是 | 不启动理由 | |", set()),
        ("| 启动纠正措施 | 待定 | 不启动理由 | |", set()),
        (
            "| 产品型号 | 检查数 | 不良数 | 不良现象 |\n | | | | |",
            {(label, RETURNED) for label in ("产品型号", "检查数", "不良数", "不良现象")},
        ),
        ("| 检查数 | 不良现象 |\n | | |", {("检查数", RETURNED), ("不良现象", RETURNED)}),
    ],
)
def test_what_a_confirmation_must_say_depends_on_what_it_says(
    changes: str, expected: set[tuple[str, str]]
) -> None:
    assert codes(problems(read(ordinary("confirmation", changes)))) == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("| 登记类别 | 变更 |", {("客户编码", RETURNED), ("变更依据", RETURNED)}),
        ("| 登记类别 | 停用 | 客户编码 | KH-00001 | 变更依据 | 来函 |", set()),
        ("| 登记类别 | 恢复 | 客户编码 | KH-00001 |", {("变更依据", RETURNED)}),
    ],
)
def test_a_change_of_a_customer_file_needs_its_number_and_ground_only(
    table: str, expected: set[tuple[str, str]]
) -> None:
    assert codes(problems(read(typed("customer", table)))) == expected


def test_a_potential_customer_needs_no_tax_data_and_one_abroad_no_postcode() -> None:
    everything = (
        "| 法定代表人 | | 统一社会信用代码/纳税人识别号 | |\n | 地址 | |\n | 邮编 | | 传真 | |\n"
    )
    potential = ordinary("customer", everything + "| 客户状态 | 潜在 | 发票类型 | |")
    abroad = ordinary("customer", "| 邮编 | | 客户区域 | 境外 |\n | 电话或手机 | +81 3 1234 5678 |")

    assert problems(read(potential)) == []
    assert problems(read(abroad)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("| 收到日期 | 2026-11-24 |", ("收到日期", "DATE_IN_FUTURE", "return")),
        ("| 收到日期 | 2026-10-01 |", ("收到日期", "DATE_LONG_AGO", "remind")),
        ("| 要求回复时间 | 2026-11-20 |", ("要求回复时间", "DATE_BEFORE", "remind")),
        ("| 客户停线 | 是 |", ("客户停线", "LEVEL_SUGGESTED", "remind")),
        ("| 涉及安全 | 是 |", ("涉及安全", "LEVEL_SUGGESTED", "remind")),
        ("| 涉及数 | 不良数 |\n | 5 | 6 |", ("不良数", "MORE_THAN", "remind")),
    ],
)
def test_cells_that_contradict_each_other_are_told(
    changes: str, expected: tuple[str, str, str]
) -> None:
    assert problems(read(ordinary("feedback", changes))) == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        "| 收到日期 | 2026-11-23 | 要求回复时间 | 2026-11-23 |",
        "| 收到日期 | 2026-10-24 |",
        "| 涉及数 | 不良数 |\n | 5 | 5 |",
        "| 客户停线 | 是 | 信息等级 | AA |\n | AA电话通知(姓名、时间) | 王强 |",
        "| 客户停线 | 不明 | 涉及安全 | 否 |",
    ],
)
def test_what_just_fits_is_not_told(changes: str) -> None:
    assert problems(read(ordinary("feedback", changes))) == []


def test_a_value_that_is_not_understood_returns_the_form_only_where_it_is_demanded() -> None:
    found = read(
        ordinary("feedback", "| 信息等级 | 紧要 | 客户停线 | 也许 |\n | 反馈方式 | QQ群 |")
    )

    assert problems(found)[0][1:] in (("CHOICE_UNKNOWN", "remind"), ("CHOICE_NEARLY", "remind"))
    assert [label for label, _ in returned(found)] == ["信息等级"]
    assert {label for label, _, _ in problems(found)} == {"反馈方式", "信息等级", "客户停线"}
    assert set(found.submission.unclear.values()) == {"紧要", "也许", "QQ群"}


def test_an_unchanged_preset_makes_no_line() -> None:
    found = read(ordinary("feedback"))

    assert len(found.submission.lines["products"]) == 1
    assert found.submission.fields["business_type"] == "general"


def test_the_word_for_delete_empties_a_cell_of_a_customer_file() -> None:
    found = read(
        typed(
            "customer",
            """
        | 登记类别 | 变更 | 客户编码 | KH-00001 |
        | 传真 | 清空 | 电话或手机 | 13900139000 |
        | 变更依据 | 来函 |
    """,
        )
    )

    assert found.submission.fields["cleared"] == ["fax"]
    assert "fax" not in found.submission.fields
    assert not found.is_returned


def test_what_was_pasted_into_the_wrong_cell_is_told_twenty_times_at_most() -> None:
    pasted = "、".join(str(number) for number in range(4000))
    found = read(ordinary("feedback", f"| 联系人/电话 | {pasted} |"))

    assert [problem.code for problem in found.problems].count("PHONE_UNCLEAR") == 20
