/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.media.Bytes;

/**
 * What one version of a bundle tells the next about something that goes on: bytes in a format of their own, and no
 * object of either. A version reads the formats it knows and refuses the others.
 *
 * @param format names what the bytes mean, for example {@code rtsp-session}; not empty
 * @param version of that format, above 0
 * @param state at most {@value #MAX_BYTES} bytes
 */
public record Handover(String format, int version, Bytes state) {
    /** Most bytes of a state. */
    public static final int MAX_BYTES = 64 * 1024;

    public Handover {
        if (format.isEmpty() || version <= 0) {
            throw new IllegalArgumentException("format " + format + ", version " + version);
        }
        if (state.size() > MAX_BYTES) {
            throw new IllegalArgumentException("a state of " + state.size() + " bytes; allowed are " + MAX_BYTES);
        }
    }

    /** Whether it is in that format and version. */
    public boolean is(String wanted, int wantedVersion) {
        return format.equals(wanted) && version == wantedVersion;
    }

    /** For the log: without the content. */
    @Override
    public String toString() {
        return format + "/" + version + ", " + state.size() + " bytes";
    }
}
