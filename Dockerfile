# The planner as an image: docker build -t influencer-mix-planner .
# scripts/image.py runs the same steps, from this file, where there is no engine; it knows the instructions used here.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /opt/planner
RUN /opt/planner/bin/python -m pip install --no-input --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim
ENV PATH=/opt/planner/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PLANNER_DATA_DIR=/data \
    PLANNER_LOG=json
RUN useradd --system --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin planner
COPY --from=build /opt/planner /opt/planner
WORKDIR /app
COPY .streamlit/config.toml ./.streamlit/config.toml
COPY app.py ./
COPY planner ./planner
COPY pages ./pages
COPY sample_data ./sample_data
COPY docs/glossary.md ./docs/glossary.md
USER planner
VOLUME /data
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/readyz', timeout=9)"]
CMD ["python", "-m", "planner", "app", "--no-browser", "--address", "0.0.0.0", "--port", "8501"]
