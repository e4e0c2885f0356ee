/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Datagrams;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the server's UDP sockets come from, and the sessions that use them: those outlive their connection (RFC 2326,
 * 1.1), so that another connection of the same user may ask for them. Any thread.
 */
final class UdpAccess {
    private static final Logger LOG = LoggerFactory.getLogger("io.sluice.rtsp");

    private final Datagrams datagrams;
    private final AtomicBoolean told = new AtomicBoolean();
    private final Groups groups = new Groups();
    private final Map<String, RtspSession> sessions = new ConcurrentHashMap<>();

    UdpAccess(Datagrams datagrams) {
        this.datagrams = datagrams;
    }

    Datagrams datagrams() {
        return datagrams;
    }

    Groups groups() {
        return groups;
    }

    void add(String id, RtspSession session) {
        sessions.put(id, session);
    }

    void remove(String id) {
        sessions.remove(id);
    }

    @Nullable
    RtspSession find(String id) {
        return sessions.get(id);
    }

    /** The server ends, and with it the sessions that no connection would end. */
    void end() {
        sessions.values().forEach(RtspSession::serverEnds);
    }

    /** The configured ports are another program's: any others are taken, which a firewall may not let through. */
    void portTaken(Throwable problem) {
        if (told.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("event", "rtsp.udp_port")
                    .log(
                            "rtsp.udp_port cannot be used ({}); sessions over UDP get any free ports",
                            problem.getMessage());
        }
    }
}
