/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;

/**
 * A media of a description as something that can be set up.
 *
 * @param media index of the media in the description
 * @param kind what it carries
 * @param codec of the one format that was chosen among those of the media
 * @param payloadType of that format, 0 to 127; -1 when the description names none, then any is right
 * @param control absolute URL for SETUP, or the empty string when there is nothing to resolve against
 * @param protocol for example {@code RTP/AVP}
 * @param direction seen from the side that wrote the description
 */
public record SdpTrack(
        int media, MediaKind kind, Codec codec, int payloadType, String control, String protocol, Direction direction) {
    /** Which way media flows (RFC 8866, 6.7). */
    public enum Direction {
        SENDRECV,
        SENDONLY,
        RECVONLY,
        INACTIVE
    }

    /** True when the media is encrypted (SRTP). */
    public boolean isEncrypted() {
        return protocol.contains("SAVP");
    }
}
