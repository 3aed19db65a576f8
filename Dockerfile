# One image for every service except PostgreSQL. The compose file sets the launcher of each container.
FROM python:3.11-slim

RUN apt-get update \
    && apt-get install --yes --no-install-recommends default-jre-headless procps \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home eventmart \
    && install --directory --owner eventmart /var/lib/eventmart /opt/jars

WORKDIR /opt/eventmart
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
RUN pip install --no-cache-dir --no-deps --editable .

USER eventmart
ENV EVENTMART_JARS_DIR=/opt/jars \
    EVENTMART_STATE_DIR=/var/lib/eventmart \
    PYTHONUNBUFFERED=1
RUN eventmart jars
VOLUME /var/lib/eventmart
