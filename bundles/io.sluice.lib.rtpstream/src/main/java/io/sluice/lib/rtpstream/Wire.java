/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

/**
 * How one track looks on the wire of a session. All viewers of a feed share it, so it holds nothing of one viewer.
 *
 * @param rtpChannel interleaved channel of its RTP packets, 0 to 255
 * @param rtcpChannel interleaved channel of its RTCP packets, 0 to 255
 * @param payloadType as the description says, 0 to 127
 * @param ssrc synchronisation source
 */
public record Wire(int rtpChannel, int rtcpChannel, int payloadType, int ssrc) {
    /** Names everything here that changes bytes, for the key of a feed; the SSRC follows from the track. */
    public String key() {
        return rtpChannel + "-" + rtcpChannel + ":" + payloadType;
    }
}
