/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.net.Connection;
import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.TransportHeader;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen of the alternatives of a Transport header (RFC 2326, 12.39), or why none was.
 *
 * @param refusal null when one was chosen
 * @param way how media travels; INTERLEAVED with a refusal
 * @param pair channels of the connection or ports of the client, as the client asks for; null when it leaves them to
 *     the server
 */
record TransportChoice(@Nullable Answer refusal, Way way, TransportHeader.@Nullable Pair pair) {
    static final String PLAY = "PLAY";
    static final String RECORD = "RECORD";

    /** Ports below are services of the peer's machine, or of the router before it; nobody receives media there. */
    private static final int FIRST_CLIENT_PORT = 1024;

    /** How media travels. */
    enum Way {
        /** In the RTSP connection. */
        INTERLEAVED,
        /** In datagrams between two ports of ours and two of the peer's. */
        UNICAST,
        /** In datagrams to a group that anybody may join. */
        GROUP
    }

    /**
     * What can be chosen on a connection.
     *
     * @param unicast whether UDP is open
     * @param group whether there are groups
     */
    record Offers(boolean unicast, boolean group, Connection connection) {
        private @Nullable Way wayOf(TransportHeader asked, String mode) {
            if (!asked.profile().equals("RTP/AVP") || !isMode(asked.mode(), mode)) {
                return null;
            }
            if (asked.tcp()) {
                return asked.multicast() ? null : Way.INTERLEAVED;
            }
            // What came for encrypted media must not get it in the clear.
            if (connection.secure()) {
                return null;
            }
            if (asked.multicast()) {
                return group && mode.equals(PLAY) ? Way.GROUP : null;
            }
            return unicast && isOwn(asked.clientPorts()) && isOwn(asked.destination()) ? Way.UNICAST : null;
        }

        private static boolean isOwn(TransportHeader.@Nullable Pair ports) {
            return ports != null
                    && ports.rtp() >= FIRST_CLIENT_PORT
                    && ports.rtcp() >= FIRST_CLIENT_PORT
                    && ports.rtp() != ports.rtcp();
        }

        /** Nobody has media sent to somebody else. */
        private boolean isOwn(String destination) {
            return destination.isEmpty()
                    || destination.equals(connection.remote().getAddress().getHostAddress());
        }
    }

    /**
     * The first alternative that is served.
     *
     * @param mode {@link #PLAY} or {@link #RECORD}
     */
    static TransportChoice of(@Nullable String header, String mode, Offers offers) {
        if (header == null) {
            return refused(400, "the Transport header is missing");
        }
        try {
            for (TransportHeader asked : TransportHeader.readAll(header)) {
                Way way = offers.wayOf(asked, mode);
                if (way != null) {
                    return new TransportChoice(null, way, pair(asked, way));
                }
            }
        } catch (RtspException e) {
            return refused(400, String.valueOf(e.getMessage()));
        }
        return refused(
                461,
                "of these transports none is served here with mode " + mode + "; RTP/AVP/TCP;unicast;interleaved is");
    }

    private static TransportHeader.@Nullable Pair pair(TransportHeader asked, Way way) {
        TransportHeader.Pair channels = asked.interleaved();
        return switch (way) {
            case INTERLEAVED -> channels != null && channels.rtp() != channels.rtcp() ? channels : null;
            case UNICAST -> asked.clientPorts();
            case GROUP -> null;
        };
    }

    private static TransportChoice refused(int status, String text) {
        return new TransportChoice(Answer.refused(status, text), Way.INTERLEAVED, null);
    }

    /** FFmpeg and GStreamer say record, some old clients receive. */
    private static boolean isMode(String said, String mode) {
        return said.equals(mode) || mode.equals(RECORD) && said.equals("RECEIVE");
    }
}
