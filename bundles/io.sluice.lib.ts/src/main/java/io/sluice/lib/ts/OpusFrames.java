/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

/** How long a packet of Opus lasts (RFC 6716, 3.1). */
final class OpusFrames {
    private OpusFrames() {}

    /** Samples at 48 kHz. */
    static int samples(byte[] packet) {
        int configuration = packet[0] >> 3 & 0x1F;
        int frame;
        if (configuration < 12) {
            frame = new int[] {480, 960, 1920, 2880}[configuration & 3]; // SILK
        } else if (configuration < 16) {
            frame = new int[] {480, 960}[configuration & 1]; // hybrid
        } else {
            frame = 120 << (configuration & 3); // CELT
        }
        int frames = switch (packet[0] & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> packet.length > 1 ? packet[1] & 0x3F : 0;
        };
        return frame * frames;
    }
}
