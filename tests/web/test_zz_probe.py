import pytest, time, collections
from luoshi.office.directory.models import UnitRole
from tests.web import test_coal_browser as t, test_pollution_browser as u
@pytest.mark.browser
@pytest.mark.parametrize("name", ["coal","pollution"])
def test_probe(playing, name):
    e=playing("coal-stock-falls" if name=="coal" else "pollution-winter-haze")
    rows=[]
    def fin(r):
        if r.resource_type in("document","xhr"):
            tm=r.timing; rows.append((tm["responseEnd"]-tm["requestStart"], r.method, r.url.split("/",3)[3][:70]))
    e.page.on("requestfinished", fin)
    a=time.monotonic()
    if name=="coal":
        e.also("nyj","reporter"); t.test_an_episode_from_the_falling_stock_to_the_final_report(e)
    else: u.test_an_episode_from_a_forecast_to_the_evaluation(e)
    tot=time.monotonic()-a
    print("\nTOTAL",tot,"server",sum(r[0] for r in rows)/1000,len(rows))
    for r in sorted(rows,reverse=True)[:25]: print(round(r[0]),*r[1:])
