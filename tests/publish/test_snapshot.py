"""What is looked up by case or by row is what a walk through everything would find."""

from tests.e2e.people import QA, SALES, People
from tests.plant import Plant

ASKS = {"处置": "作废", "理由": "重复录入"}
WISH = {"调阅申请人": "王强", "调阅目的": "8D报告", "希望有效期至": "2026-12-04"}


def test_questions_and_permissions_are_found_where_they_belong(plant: Plant) -> None:
    for content in ("轴承异响", "外观划伤"):
        plant.complain(f"| 反馈内容 | {content}需要处理 | 客户名称 | 恒达电机 |")
        plant.run()
    for case in plant.ws.snapshot().cases:
        plant.type(SALES, "判定", plant.task("judge", case).number, ASKS)
        plant.run()
    plant.type(QA, "客户一览", "QA/KH-00001", WISH)
    plant.run()
    People(plant).decide(SALES, "调阅许可", "同意")
    plant.run()
    snapshot = plant.ws.snapshot()

    for number, case in snapshot.cases.items():
        [asked] = [item for item in snapshot.approvals if item.case == number]
        assert list(snapshot.file(case).approvals.values()) == [asked]
    assert snapshot.approvals_by_key.keys() == {item.key for item in snapshot.approvals}
    assert snapshot.grants_by_row == {"QA/KH-00001": list(snapshot.grants)}
    assert len(snapshot.grants) == 1
