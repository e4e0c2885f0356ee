/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

/** NTP's 64-bit time (RFC 3550, 4): seconds since 1900 and their fraction in 1/2^32. */
public final class NtpTime {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long NS = 1_000_000_000L;

    private NtpTime() {}

    /** From nanoseconds since the Unix epoch. */
    public static long ofEpochNs(long epochNs) {
        long seconds = Math.floorDiv(epochNs, NS) + SECONDS_1900_TO_1970;
        // Rounded up, so that the way back gives the same nanosecond.
        long fraction = ((Math.floorMod(epochNs, NS) << 32) + NS - 1) / NS;
        return (seconds << 32) + fraction;
    }

    /** To nanoseconds since the Unix epoch; times with a highest bit of 0 are after 2036 (RFC 4330, 3). */
    public static long toEpochNs(long ntpTime) {
        long seconds = ntpTime >>> 32;
        long era = seconds < 1L << 31 ? 1L << 32 : 0;
        long ns = (ntpTime & 0xFFFF_FFFFL) * NS >>> 32;
        return (seconds + era - SECONDS_1900_TO_1970) * NS + ns;
    }
}
