/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.driver.Source;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One line for each event of a session, with its context. What a peer sent is shortened; the log's layout escapes
 * control characters, credentials in URLs are masked here.
 */
final class SessionLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.sluice.rtsp");
    /** A peer that goes on sending nonsense must not fill the log. */
    private static final int MAX_REFUSALS = 10;

    private static final int MAX_TEXT = 400;

    private final String session;
    private final String peer;
    private final String carrier;
    private String stream = "";
    private int refusals;

    /**
     * @param session for the log only; it does not help to guess the protocol's session
     * @param carrier what the connection is, for people: tcp, tls or tunnel
     */
    SessionLog(String session, InetSocketAddress remote, String carrier) {
        this.session = session;
        this.carrier = carrier;
        String host = remote.getAddress().getHostAddress();
        peer = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + remote.getPort();
    }

    /** The peer's address as the API shows it. */
    String peer() {
        return peer;
    }

    /** What media travels in that is interleaved. */
    String carrier() {
        return carrier;
    }

    String session() {
        return session;
    }

    void stream(String name) {
        stream = name;
    }

    void info(String event, String format, Object... arguments) {
        write(event, false, format, arguments);
    }

    /** A request was refused; after some of them only at debug level. */
    void refused(String format, Object... arguments) {
        refusals++;
        if (refusals <= MAX_REFUSALS) {
            write("rtsp.refused", true, format, arguments);
        } else {
            LOG.debug("{}", text(format, arguments));
        }
    }

    private void write(String event, boolean warning, String format, Object... arguments) {
        MDC.put("event", event);
        MDC.put("session", session);
        if (!stream.isEmpty()) {
            MDC.put("stream", stream);
        }
        try {
            if (warning) {
                LOG.warn("{}", text(format, arguments));
            } else {
                LOG.info("{}", text(format, arguments));
            }
        } finally {
            MDC.remove("event");
            MDC.remove("session");
            MDC.remove("stream");
        }
    }

    private static String text(String format, Object... arguments) {
        String text = Source.mask(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }
}
