/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.lib.rtsp.RtspException;
import io.sluice.lib.rtsp.TransportHeader;
import org.jspecify.annotations.Nullable;

/**
 * What was chosen of the alternatives of a Transport header (RFC 2326, 12.39), or why none was.
 *
 * @param refusal null when one was chosen
 * @param channels as the client asks for, null when it leaves them to the server
 */
record TransportChoice(@Nullable Answer refusal, TransportHeader.@Nullable Pair channels) {
    static final String PLAY = "PLAY";
    static final String RECORD = "RECORD";

    /**
     * The first alternative that is interleaved into this connection.
     *
     * @param mode {@link #PLAY} or {@link #RECORD}
     */
    static TransportChoice of(@Nullable String header, String mode) {
        if (header == null) {
            return new TransportChoice(Answer.refused(400, "the Transport header is missing"), null);
        }
        try {
            for (TransportHeader offer : TransportHeader.readAll(header)) {
                if (offer.profile().equals("RTP/AVP")
                        && offer.tcp()
                        && !offer.multicast()
                        && isMode(offer.mode(), mode)) {
                    TransportHeader.Pair channels = offer.interleaved();
                    boolean two = channels != null && channels.rtp() != channels.rtcp();
                    return new TransportChoice(null, two ? channels : null);
                }
            }
        } catch (RtspException e) {
            return new TransportChoice(Answer.refused(400, String.valueOf(e.getMessage())), null);
        }
        return new TransportChoice(
                Answer.refused(
                        461,
                        "only RTP/AVP/TCP;unicast;interleaved with mode " + mode
                                + " is served here; set the client to RTSP over TCP"),
                null);
    }

    /** FFmpeg and GStreamer say record, some old clients receive. */
    private static boolean isMode(String said, String mode) {
        return said.equals(mode) || mode.equals(RECORD) && said.equals("RECEIVE");
    }
}
