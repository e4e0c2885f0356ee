/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

/** What an {@link RtpReceiver} made good, or left out, because of what was sent. */
public enum Remark {
    NEW_SENDER("another sender (SSRC) goes on with the track"),
    TIME_JUMPED("the time stamps jumped; media goes on where it was"),
    TIME_FROZEN("the time stamps do not go on: the time of arrival is taken"),
    WRONG_RATE("the time stamps do not run at the rate that was described: the time of arrival is taken"),
    TIME_RECOVERED("the time stamps can be believed again"),
    UNIT_TOO_LARGE("a unit of more than 8 MiB was left out");

    private final String text;

    Remark(String text) {
        this.text = text;
    }

    /** For people: a sentence without its subject's name. */
    public String text() {
        return text;
    }
}
