# The command line in a container: `docker run --rm -v "$PWD:/data" suretygraph ingest folder/`
FROM python:3.12-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY graph graph
COPY ingest ingest
COPY analysis analysis
COPY viz viz
COPY api api
RUN python -m venv /opt/suretygraph \
    && /opt/suretygraph/bin/pip install --no-cache-dir --constraint requirements.lock .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 suretygraph && mkdir /data && chown suretygraph /data
COPY --from=build --chown=suretygraph /opt/suretygraph /opt/suretygraph
ENV PATH=/opt/suretygraph/bin:$PATH PYTHONUTF8=1 SURETYGRAPH_STORE=sqlite:////data/suretygraph.db
USER suretygraph
WORKDIR /data
VOLUME /data
ENTRYPOINT ["suretygraph"]
CMD ["--help"]
