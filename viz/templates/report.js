"use strict";
(function () {
  var root = document.documentElement;
  function drawn() {
    Object.keys(charts).forEach(function (name) {
      var figure = charts[name][root.dataset.lang];
      Plotly.react(name, figure.data, figure.layout, chartOptions);
    });
  }
  document.getElementById("language").addEventListener("click", function () {
    root.dataset.lang = root.lang = root.dataset.lang === "zh" ? "en" : "zh";
    drawn();
  });
  document.getElementById("printer").addEventListener("click", function () { window.print(); });
  drawn();
})();
