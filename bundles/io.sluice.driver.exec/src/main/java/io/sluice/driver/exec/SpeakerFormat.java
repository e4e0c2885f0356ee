/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.media.Codec;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a program that plays sound reads from its standard input: raw samples.
 *
 * @param codec what viewers have to send
 * @param little whether samples of 16 bits have their low byte first
 */
record SpeakerFormat(Codec codec, boolean little) {
    private static final int NORMAL_HZ = 8_000;
    private static final Pattern TEXT = Pattern.compile("([a-z0-9]+)(?:/([1-9][0-9]{3,5}))?(?:/([12]))?");
    private static final String ALLOWED = "pcma (or alaw), pcmu (or mulaw), pcm (16 bits, big endian), "
            + "pcml (little endian), each with /RATE and /CHANNELS";

    /** A-law at 8000 Hz, as go2rtc has it. */
    static final SpeakerFormat NORMAL = new SpeakerFormat(Codec.of(Codec.PCMA, NORMAL_HZ, 1), false);

    /**
     * Reads {@code NAME[/RATE[/CHANNELS]]}.
     *
     * @throws IllegalArgumentException with a sentence that says what is allowed
     */
    static SpeakerFormat of(String text) {
        Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw wrong(text);
        }
        int rateHz = matcher.group(2) == null ? NORMAL_HZ : Integer.parseInt(matcher.group(2));
        int channels = matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3));
        return switch (matcher.group(1)) {
            case "alaw", "pcma" -> new SpeakerFormat(Codec.of(Codec.PCMA, rateHz, channels), false);
            case "mulaw", "pcmu" -> new SpeakerFormat(Codec.of(Codec.PCMU, rateHz, channels), false);
            case "pcm", "s16be", "l16" -> new SpeakerFormat(Codec.of(Codec.L16, rateHz, channels), false);
            case "pcml", "s16le" -> new SpeakerFormat(Codec.of(Codec.L16, rateHz, channels), true);
            default -> throw wrong(text);
        };
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("exec: #audio=" + text + " is not known; allowed are " + ALLOWED);
    }

    /** The samples as the program reads them, in the array given. */
    byte[] samples(byte[] payload) {
        if (little) {
            for (int i = 0; i + 1 < payload.length; i += 2) {
                byte high = payload[i];
                payload[i] = payload[i + 1];
                payload[i + 1] = high;
            }
        }
        return payload;
    }
}
