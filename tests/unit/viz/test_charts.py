from __future__ import annotations

import json
import re

import numpy as np

from viz.charts import balance_bars, charts_script, plotly_script, spillover_heat

FLOWS = np.array([[7.0, 40_000.0], [250_000.0, 0.0]])


def test_the_heat_map_shows_flows_between_counties_and_not_inside_one() -> None:
    trace = spillover_heat(["东山区", "西河县"], FLOWS)["data"][0]
    assert trace["text"] == [["本县", "4万元"], ["25万元", "本县"]]
    assert trace["z"][0][0] is None
    assert trace["z"][1][1] is None
    assert trace["z"][0][1] == 200.0
    assert trace["z"][1][0] == 500.0


def test_many_counties_leave_no_room_for_figures_in_cells() -> None:
    assert "texttemplate" not in spillover_heat([str(i) for i in range(40)], np.zeros((40, 40)))["data"][0]


def test_bars_send_left_and_receive_right() -> None:
    out, back = balance_bars(["a", "b"], np.array([3.0, 1.0]), np.array([0.0, 5.0]))["data"]
    assert dict(zip(out["y"], out["x"], strict=True)) == {"a": -3.0, "b": -1.0}
    assert dict(zip(back["y"], back["x"], strict=True)) == {"a": 0.0, "b": 5.0}


def test_hostile_county_names_stay_text() -> None:
    hostile = "</script><a href='javascript:alert(1)'>x"
    script = charts_script({"heat": {"zh": spillover_heat([hostile, "b"], FLOWS)}})
    assert "</script" not in script
    held = json.loads(re.fullmatch(r"var charts = (.*), chartOptions = .*;", script).group(1))  # type: ignore[union-attr]
    assert held["heat"]["zh"]["data"][0]["x"][0].startswith("&lt;/script&gt;")  # plotly reads < as markup


def test_plotly_comes_out_of_the_wheel_as_one_script() -> None:
    script = plotly_script()
    assert len(script) > 1_000_000
    assert script.count("</script") == 1
