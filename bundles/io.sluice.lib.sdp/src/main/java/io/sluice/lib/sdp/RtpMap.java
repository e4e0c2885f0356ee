/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a payload type stands for (RFC 8866, 6.6).
 *
 * @param encoding as written
 * @param clockRateHz 0 when it is missing or wrong
 * @param channels 0 when it is missing
 */
record RtpMap(String encoding, int clockRateHz, int channels) {
    /** Reads what follows the payload type: {@code name/clock/channels}, the last two missing sometimes. */
    static RtpMap read(String text) {
        String[] parts = text.strip().split("/");
        int clock = parts.length > 1 ? number(parts[1]) : 0;
        int channels = parts.length > 2 ? number(parts[2]) : 0;
        return new RtpMap(parts.length > 0 ? parts[0].strip() : "", clock, channels > 64 ? 0 : channels);
    }

    private static int number(String text) {
        try {
            return Math.max(0, Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    String upperCaseName() {
        return encoding.toUpperCase(Locale.ROOT);
    }

    /** Static payload types (RFC 3551, 6), or null for the others. */
    static @Nullable RtpMap ofStatic(int payloadType) {
        return switch (payloadType) {
            case 0 -> new RtpMap("PCMU", 8000, 1);
            case 3 -> new RtpMap("GSM", 8000, 1);
            case 4 -> new RtpMap("G723", 8000, 1);
            case 5 -> new RtpMap("DVI4", 8000, 1);
            case 6 -> new RtpMap("DVI4", 16_000, 1);
            case 7 -> new RtpMap("LPC", 8000, 1);
            case 8 -> new RtpMap("PCMA", 8000, 1);
            case 9 -> new RtpMap("G722", 8000, 1);
            case 10 -> new RtpMap("L16", 44_100, 2);
            case 11 -> new RtpMap("L16", 44_100, 1);
            case 12 -> new RtpMap("QCELP", 8000, 1);
            case 13 -> new RtpMap("CN", 8000, 1);
            case 14 -> new RtpMap("MPA", 90_000, 0);
            case 15 -> new RtpMap("G728", 8000, 1);
            case 16 -> new RtpMap("DVI4", 11_025, 1);
            case 17 -> new RtpMap("DVI4", 22_050, 1);
            case 18 -> new RtpMap("G729", 8000, 1);
            case 25 -> new RtpMap("CelB", 90_000, 0);
            case 26 -> new RtpMap("JPEG", 90_000, 0);
            case 28 -> new RtpMap("nv", 90_000, 0);
            case 31 -> new RtpMap("H261", 90_000, 0);
            case 32 -> new RtpMap("MPV", 90_000, 0);
            case 33 -> new RtpMap("MP2T", 90_000, 0);
            case 34 -> new RtpMap("H263", 90_000, 0);
            default -> null;
        };
    }
}
