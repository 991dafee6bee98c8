import time
import pytest
from luoshi.office import clock
from luoshi.office.alerts import importing, readings
from luoshi.office.directory.actors import SHELL
from tests.office.alerts.office import RAIN, FloodOffice
from tests.office.cases.office import moment
@pytest.mark.django_db
def test_time():
    with clock.at(moment("2026-06-10T08:20")):
        FloodOffice()
        of = importing.known(SHELL,[RAIN])
        rows = "\n".join(f"站{n % 100},2026-06-{1+(n//100)//24%9:02} {(n//100)%24:02}:00,1,源{n//21600}" for n in range(100_000))
        data = ("雨量站,时刻,数值,来源\n"+rows).encode()
        a=time.time(); found = importing.read(data,"a.csv",of); b=time.time()
        import cProfile,pstats
        pr=cProfile.Profile(); pr.enable()
        taken = importing.take(SHELL, found)
        pr.disable()
        print("read",b-a,"take",time.time()-b, taken.good, taken.again)
        pstats.Stats(pr).sort_stats("cumtime").print_stats(25)
