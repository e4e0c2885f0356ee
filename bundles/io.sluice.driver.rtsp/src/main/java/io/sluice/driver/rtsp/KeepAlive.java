/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import io.sluice.lib.rtsp.RtspHeaders;
import io.sluice.lib.rtsp.RtspResponse;
import io.sluice.lib.rtsp.SessionHeader;
import java.util.Set;

/**
 * Keeps the session from running into its timeout (RFC 2326, 12.37): an empty GET_PARAMETER, as 10.8 suggests, where
 * the camera knows it, otherwise OPTIONS. What comes of it decides nothing: whether the camera lives, its media shows.
 * Loop only.
 */
final class KeepAlive {
    private static final int MAX_INTERVAL_S = 30;

    private final Conversation conversation;
    private final String url;
    private final RtspLog log;
    private String method;
    private boolean stopped;

    /**
     * @param url of the whole session
     * @param methods that the camera says it knows
     */
    KeepAlive(Conversation conversation, String url, Set<String> methods, RtspLog log) {
        this.conversation = conversation;
        this.url = url;
        this.log = log;
        this.method = methods.contains("GET_PARAMETER") ? "GET_PARAMETER" : "OPTIONS";
    }

    void start(Wire wire) {
        SessionHeader session = conversation.session();
        int timeout = session == null ? SessionHeader.DEFAULT_TIMEOUT_SECONDS : session.timeoutSeconds();
        long intervalMs = Math.min(MAX_INTERVAL_S * 1000L, timeout * 1000L / 2);
        wire.schedule(() -> beat(wire, intervalMs), intervalMs);
    }

    void stop() {
        stopped = true;
    }

    private void beat(Wire wire, long intervalMs) {
        if (stopped) {
            return;
        }
        conversation.ask(method, url, RtspHeaders.EMPTY).thenAccept(this::answered);
        wire.schedule(() -> beat(wire, intervalMs), intervalMs);
    }

    /** Cameras that announce GET_PARAMETER and then do not know it: from now on OPTIONS. */
    private void answered(RtspResponse answer) {
        if (!answer.isSuccess()) {
            log.debug("rtsp.keep_alive", "{} was answered with {} {}", method, answer.status(), answer.reason());
            method = "OPTIONS";
        }
    }
}
