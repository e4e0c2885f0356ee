/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

/**
 * What became of one key of the file.
 *
 * @param key with its section, for example {@code rtsp.listen}
 * @param text its value, or why it is not used; without credentials
 */
record Note(Place place, String key, Verdict verdict, String text) {
    enum Verdict {
        USED,
        /** Known and checked; nothing in this version uses it. */
        LATER,
        /** go2rtc knows it, this server does not. */
        IGNORED
    }

    @Override
    public String toString() {
        return place + ": " + key + " "
                + switch (verdict) {
                    case USED -> "used: " + text;
                    case LATER -> "accepted, but nothing in this version uses it";
                    case IGNORED -> "ignored: " + text;
                };
    }
}
