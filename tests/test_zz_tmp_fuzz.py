import zipfile, logging, pytest
from pathlib import Path
from tests.plant import Plant
from tests.tables import COMPLAINT, fill, template, cells_of
from tests.publish.books import paths
from tests.forms.filling import NOW
from feedback_xl.forms.render import Face, render
from feedback_xl.forms.declaration import form
from tests.forms.anything import COMPANY
from feedback_xl.forms.render import show_submission
from tests.forms.filling import ordinary, read

BIG="🙂"*16384
CASES={
 "emoji": {"content":BIG},
 "long": {"content":"字"*32767,"purpose":"x\n"*15000},
 "emoji customer": {"customer_name":BIG},
 "name path": {"customer_name":"../../a/b\\c:*?\"<>|\n"},
 "name dots": {"customer_name":"..."},
 "xesc": {"content":"_x0041_ _x005F_x0041_ _xD800_"},
 "bidi": {"customer_name":"\u202eabc\u202c","content":"\u200b"},
 "zero": {"customer_name":"\u200b\ufeff","content":"\u3164"},
 "parts": {f"products/{i}/part": "🙂"*16000 for i in range(5)},
 "many parts": {f"products/{i}/part": f"ZD-{i}" for i in range(60)},
 "longperson": {"taken_by":"王"*3000, "filled_by":"x"*300},
 "nan txt": {"products/0/affected":"nan","products/0/part":"inf"},
 "matters": {f"matters/{i}/content": "🙂"*10000 for i in range(5)},
}
@pytest.mark.parametrize("name",CASES)
@pytest.mark.parametrize("kind",["feedback","customer","confirmation"])
def test_case(name,kind,plant,caplog):
    filled = read(ordinary(kind)); 
    right = show_submission(filled.submission, filled.form, COMPANY)
    if kind!="feedback":
        keys=list(right); over={}
        vals=list(CASES[name].values())
        strk=[k for k in keys if isinstance(right[k],str) and filled.form.field(k) is not None and filled.form.field(k).type in("text","long","person","code")] if hasattr(filled.form,"field") else [k for k in keys if isinstance(right[k],str)]
        over={k:v for k,v in zip(strk,vals*20)}
    else: over=CASES[name]
    data=render(form(kind),COMPANY,Face("receipt",NOW,shown={**right,**over}))
    (plant.root/"inbox/营业部/1.xlsx").write_bytes(data)
    with caplog.at_level(logging.ERROR):
        plant.run(); 
        for a in [*plant.answers("营业部/回执"),*plant.answers("营业部/退回")][:1]:
            (plant.root/"inbox/营业部/2.xlsx").write_bytes(a.read_bytes())
        plant.run()
    assert [r.getMessage() for r in caplog.records]==[]
    assert plant.inbox()==[] and plant.broken()==[]
    print([(r["outcome"],[p["code"] for p in r["problems"]]) for r in plant.rows("arrivals")])
    for p in paths(plant,"*.xlsx"): cells_of(p)

def test_nan(plant,caplog):
    p=plant.fill(COMPLAINT+"| 产品型号或品名 | 涉及数 |\n| ZD-1 | 54321 |")
    z=zipfile.ZipFile(p); o=plant.root/"inbox/营业部/1.xlsx"
    with zipfile.ZipFile(o,"w") as out:
        for n in z.namelist(): out.writestr(n,z.read(n).replace(b"<v>54321.0</v>",b"<v>NaN</v>").replace(b"<v>54321</v>",b"<v>NaN</v>"))
    plant.run(); plant.run()
    assert not caplog.records
    print([(r["outcome"],[p["code"] for p in r["problems"]]) for r in plant.rows("arrivals")])
