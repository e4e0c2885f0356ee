/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

/**
 * How packets are made.
 *
 * @param payloadType 0 to 127
 * @param ssrc synchronisation source of all packets
 * @param timestampOffset added to each unit's pts, in ticks; RFC 3550, 5.1 wants a random one
 * @param maxPacketBytes most bytes of an RTP packet with its header, without framing: 64 to 65535
 * @param repeatParameterSets true: a key unit of H.264 or H.265 that brings no SPS is preceded by the codec's parameter
 *     sets
 * @param framing what comes before each packet
 */
public record PacketOptions(
        int payloadType,
        int ssrc,
        int timestampOffset,
        int maxPacketBytes,
        boolean repeatParameterSets,
        Framing framing) {
    /** Fits into one Ethernet frame under IPv4, UDP or interleaved TCP with options. */
    public static final int DEFAULT_MAX_PACKET_BYTES = 1440;

    public PacketOptions {
        if (payloadType < 0 || payloadType > 127 || maxPacketBytes < 64 || maxPacketBytes > 65_535) {
            throw new IllegalArgumentException("payload type " + payloadType + ", packets of " + maxPacketBytes);
        }
    }

    /** Interleaved into an RTSP connection, parameter sets repeated, packets of the default size. */
    public static PacketOptions interleaved(int channel, int payloadType, int ssrc, int timestampOffset) {
        return new PacketOptions(
                payloadType, ssrc, timestampOffset, DEFAULT_MAX_PACKET_BYTES, true, Framing.interleaved(channel));
    }
}
