/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

/**
 * What came on one interleaved RTP channel.
 *
 * @param media index of the media section in the SDP
 * @param codec the rtpmap's encoding name, for example {@code H264}
 * @param packets RTP packets
 * @param bytes of RTP, without the framing of RTSP
 * @param gaps places where the sequence number did not go on by one
 * @param lost sequence numbers that are missing there
 * @param repeated packets whose sequence number was not newer than the last one
 * @param ssrcChanges how often the SSRC changed
 * @param units access units: groups of packets of one time stamp
 * @param keyUnits H.264 units with an IDR slice
 * @param unitsBeforeKey H.264 units before the first one with an IDR slice
 * @param unitsUnmarked H.264 units whose last packet had no marker bit
 * @param brokenFragments H.264 fragmentation units without start or end
 * @param timestampsBack units whose time stamp was before the one of the unit before
 * @param ticks from the time stamp of the first unit to that of the last, in units of the RTP clock
 * @param longestStepTicks longest step from one unit to the next
 * @param firstFrame picture number of the first SEI, -1 when there is none
 * @param lastFrame picture number of the last SEI, -1 when there is none
 * @param framesLost picture numbers that are missing
 * @param framesRepeated picture numbers that were not higher than the one before
 * @param senderReports RTCP sender reports on the channel beside it
 * @param worstPauseMs longest time between two units
 */
public record ChannelCounts(
        int media,
        String codec,
        long packets,
        long bytes,
        long gaps,
        long lost,
        long repeated,
        long ssrcChanges,
        long units,
        long keyUnits,
        long unitsBeforeKey,
        long unitsUnmarked,
        long brokenFragments,
        long timestampsBack,
        long ticks,
        long longestStepTicks,
        long firstFrame,
        long lastFrame,
        long framesLost,
        long framesRepeated,
        long senderReports,
        long worstPauseMs) {

    /** No packet and no picture is missing, repeated or torn. */
    public boolean continuous() {
        return gaps == 0
                && repeated == 0
                && ssrcChanges == 0
                && brokenFragments == 0
                && framesLost == 0
                && framesRepeated == 0;
    }
}
