/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.rtsp;

/** Checks the RTP packets of one channel as they come (RFC 3550 section 5.1, RFC 6184). Used by one thread. */
final class ChannelTally {
    private final int media;
    private final String codec;
    private final boolean h264;

    private long packets;
    private long bytes;
    private long gaps;
    private long lost;
    private long repeated;
    private long ssrcChanges;
    private long units;
    private long keyUnits;
    private long unitsBeforeKey;
    private long unitsUnmarked;
    private long brokenFragments;
    private long timestampsBack;
    private long ticks;
    private long longestStepTicks;
    private long firstFrame = -1;
    private long lastFrame = -1;
    private long framesLost;
    private long framesRepeated;
    private long senderReports;
    private long worstPauseNs;

    private int sequence;
    private int ssrc;
    private int timestamp;
    private int lastTimestamp;
    private boolean unitOpen;
    private boolean unitKey;
    private boolean fragmentOpen;
    private boolean skipped;
    private long frame = -1;
    private long lastUnitNs;
    private long firstKeyNs;

    ChannelTally(int media, String codec) {
        this.media = media;
        this.codec = codec;
        this.h264 = codec.equalsIgnoreCase("H264");
    }

    /** @param have how many bytes of the packet are there to look at; at least 12 */
    void rtp(byte[] data, int offset, int have, int length, long nowNs) {
        int number = u16(data, offset + 2);
        int stamp = i32(data, offset + 4);
        int source = i32(data, offset + 8);
        boolean marker = (data[offset + 1] & 0x80) != 0;
        skipped = false;
        if (packets > 0) {
            if (source != ssrc) {
                ssrcChanges++;
            }
            int step = number - sequence & 0xFFFF;
            if (step == 0 || step > 0x8000) {
                repeated++;
                return;
            }
            if (step > 1) {
                gaps++;
                lost += step - 1;
                skipped = true;
                fragmentOpen = false;
            }
        }
        packets++;
        bytes += length;
        sequence = number;
        ssrc = source;
        if (unitOpen && stamp != timestamp) {
            unitsUnmarked += h264 ? 1 : 0;
            endUnit(nowNs);
        }
        if (!unitOpen) {
            if (units > 0) {
                int step = stamp - lastTimestamp;
                timestampsBack += step < 0 ? 1 : 0;
                ticks += step;
                longestStepTicks = Math.max(longestStepTicks, step);
            }
            timestamp = stamp;
            unitOpen = true;
        }
        if (h264) {
            payload(data, offset, have);
        }
        // RFC 3551 section 4.1: audio marks only the start of talk; each packet is a unit of its own.
        if (marker || !h264) {
            endUnit(nowNs);
        }
    }

    private void payload(byte[] data, int offset, int have) {
        int header = 12 + 4 * (data[offset] & 15);
        if ((data[offset] & 0x10) != 0 && have >= header + 4) {
            header += 4 + 4 * u16(data, offset + header + 2);
        }
        if (have < header + 2) {
            return;
        }
        int at = offset + header;
        int end = offset + have;
        int type = data[at] & 0x1F;
        if (type == 28) {
            fragment(data[at + 1]);
        } else if (type == 24) {
            for (int nal = at + 1; nal + 2 < end; nal += 2 + u16(data, nal)) {
                nal(data, nal + 2, Math.min(u16(data, nal), end - nal - 2));
            }
        } else {
            nal(data, at, end - at);
        }
    }

    private void fragment(byte header) {
        boolean start = (header & 0x80) != 0;
        boolean end = (header & 0x40) != 0;
        if (start == fragmentOpen && !skipped) {
            brokenFragments++;
        }
        fragmentOpen = !end;
        unitKey |= (header & 0x1F) == 5;
    }

    private void nal(byte[] data, int offset, int length) {
        brokenFragments += fragmentOpen ? 1 : 0;
        fragmentOpen = false;
        unitKey |= length > 0 && (data[offset] & 0x1F) == 5;
        long number = FrameSei.number(data, offset, length);
        frame = number < 0 ? frame : number;
    }

    private void endUnit(long nowNs) {
        units++;
        if (unitKey) {
            keyUnits++;
            firstKeyNs = firstKeyNs == 0 ? nowNs : firstKeyNs;
        }
        unitsBeforeKey += h264 && keyUnits == 0 ? 1 : 0;
        if (frame >= 0) {
            if (lastFrame >= 0) {
                framesRepeated += frame <= lastFrame ? 1 : 0;
                framesLost += Math.max(0, frame - lastFrame - 1);
            }
            firstFrame = firstFrame < 0 ? frame : firstFrame;
            lastFrame = frame;
        }
        if (lastUnitNs != 0) {
            worstPauseNs = Math.max(worstPauseNs, nowNs - lastUnitNs);
        }
        lastUnitNs = nowNs;
        lastTimestamp = timestamp;
        unitOpen = false;
        unitKey = false;
        frame = -1;
    }

    /** RFC 3550 section 6.4.1: packet type 200. */
    void rtcp(byte[] data, int offset, int have) {
        senderReports += have >= 2 && (data[offset + 1] & 0xFF) == 200 ? 1 : 0;
    }

    long unitCount() {
        return units;
    }

    long firstKeyNs() {
        return firstKeyNs;
    }

    ChannelCounts counts() {
        return new ChannelCounts(
                media,
                codec,
                packets,
                bytes,
                gaps,
                lost,
                repeated,
                ssrcChanges,
                units,
                keyUnits,
                unitsBeforeKey,
                unitsUnmarked,
                brokenFragments,
                timestampsBack,
                ticks,
                longestStepTicks,
                firstFrame,
                lastFrame,
                framesLost,
                framesRepeated,
                senderReports,
                worstPauseNs / 1_000_000);
    }

    private static int u16(byte[] data, int at) {
        return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
    }

    private static int i32(byte[] data, int at) {
        return u16(data, at) << 16 | u16(data, at + 2);
    }
}
