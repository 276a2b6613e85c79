# standby-mx in a container; docs/install.md, "Container", says how to run it. Build after `npm ci`, which makes dist/standby-mx.js:
#   docker build --tag standby-mx .                            the importer, which keeps watching
#   docker build --tag standby-mx-inbound --target inbound .   the standby endpoint, for tests
# BASE needs Node 20 or later, and flock (util-linux).
ARG BASE=node:22-slim
FROM ${BASE} AS command

# The state directory belongs to this user; give the ids that own the Maildirs.
ARG UID=5000
ARG GID=5000
# The journal records the machine id. An id from the image would change with each upgrade of the base.
RUN rm -f /etc/machine-id && install --directory --mode=700 --owner=${UID} --group=${GID} /var/lib/standby-mx
COPY dist/standby-mx.js /usr/local/bin/standby-mx
ENTRYPOINT ["/usr/local/bin/standby-mx"]
USER ${UID}:${GID}
# At SIGTERM the command completes the deliveries that have begun.
STOPSIGNAL SIGTERM

FROM command AS inbound
EXPOSE 2525
CMD ["inbound", "--rules", "/etc/standby-mx/cdk.tf.json", "--store", "s3", "--listen", "0.0.0.0:2525"]

FROM command AS import
VOLUME /var/lib/standby-mx
CMD ["import", "--watch"]
# Exit code 1 is a warning, for example of held messages: a person must act, but the importer works. Before the first import the
# status is "unknown". An import runs at least every five minutes.
HEALTHCHECK --interval=5m --timeout=30s --start-period=5m --retries=2 \
  CMD standby-mx status --check --max-age 1h; test $? -lt 2 || exit 1
