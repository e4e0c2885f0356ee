/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Pictures, tones and speech that ffmpeg makes: filter sources by name, with numbers. */
final class VirtualInput {
    private static final Pattern PICTURES =
            Pattern.compile("testsrc|testsrc2|smptebars|smptehdbars|pal75bars|pal100bars|rgbtestsrc|yuvtestsrc|color");
    private static final Pattern TONES = Pattern.compile("sine|anoisesrc|anullsrc");
    private static final Map<String, String> SIZES =
            Map.of("720", "1280x720", "1080", "1920x1080", "2K", "2048x1080", "4K", "3840x2160", "8K", "7680x4320");
    private static final Pattern SIZE = Pattern.compile("720|1080|2K|4K|8K|[0-9]{2,4}x[0-9]{2,4}");
    private static final Pattern RATE = Pattern.compile("[0-9]{1,3}(/[0-9]{1,4})?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,7}(\\.[0-9]{1,3})?");
    private static final Pattern COLOUR = Pattern.compile("[A-Za-z0-9]{1,24}(@[0-9.]{1,8})?");
    private static final Pattern FORMAT = Pattern.compile("[a-z0-9]{1,20}");
    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}]{1,1000}");
    private static final Pattern VOICE = Pattern.compile("[a-z0-9]{1,20}");

    private VirtualInput() {}

    /** {@code virtual?video=testsrc2&size=720&rate=25&audio=sine}; without video and audio, testsrc2. */
    static Input picture(Parameters parameters) {
        parameters.only("video", "audio", "size", "rate", "duration", "color", "format");
        String duration = parameters.like("duration", SECONDS, "seconds");
        var arguments = new ArrayList<String>();
        if (parameters.has("video") || !parameters.has("audio")) {
            String source = parameters.like("video", PICTURES, "one of " + PICTURES, "testsrc2");
            String size = parameters.like("size", SIZE, "720, 1080, 2K, 4K, 8K or WIDTHxHEIGHT", "720");
            String rate = parameters.like("rate", RATE, "pictures per second", "25");
            String colour = parameters.like("color", COLOUR, "the name of a colour");
            String format = parameters.like("format", FORMAT, "a pixel format as ffmpeg names it");
            arguments.addAll(List.of("-re", "-f", "lavfi", "-i"));
            arguments.add(source + "=size=" + SIZES.getOrDefault(size, size) + ":rate=" + rate
                    + (duration == null ? "" : ":duration=" + duration)
                    + (colour == null ? "" : ":color=" + colour)
                    + (format == null ? "" : ",format=" + format));
        }
        if (parameters.has("audio")) {
            String source = parameters.like("audio", TONES, "one of " + TONES, "sine");
            arguments.addAll(List.of("-re", "-f", "lavfi", "-i"));
            arguments.add(source + "=sample_rate=48000" + (duration == null ? "" : ":duration=" + duration));
        }
        return new Input.Made(Input.Made.Kind.VIRTUAL, arguments);
    }

    /** {@code tts?text=Hello&voice=slt}, spoken by flite where ffmpeg has it. */
    static Input speech(Parameters parameters) {
        parameters.only("text", "voice");
        String text = parameters.like("text", TEXT, "up to 1000 characters");
        if (text == null) {
            throw parameters.needs("text=");
        }
        String voice = parameters.like("voice", VOICE, "the name of a voice, for example slt");
        String speech = "flite=text=" + DrawText.escaped(text) + (voice == null ? "" : ":voice=" + voice);
        return new Input.Made(Input.Made.Kind.TTS, List.of("-re", "-f", "lavfi", "-i", speech));
    }
}
