/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import io.sluice.api.driver.Source;
import io.sluice.driver.ffmpeg.command.FfmpegOptions.Acceleration;
import io.sluice.driver.ffmpeg.command.FfmpegOptions.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the options of a source; all of them before anything is made of one. */
final class OptionsReader {
    private static final List<String> KNOWN = List.of(
            "video",
            "audio",
            "input",
            "timeout",
            "query",
            "raw",
            "width",
            "height",
            "rotate",
            "drawtext",
            "bitrate",
            "async",
            "hardware");
    /** What viewers of RTSP, WebRTC, MSE and old telephones ask for. */
    private static final List<String> AUTO = List.of("opus", "aac", "pcmu", "pcma");

    private static final int MAX_REPEATED = 8;
    private static final int MAX_SIDE = 16_384;
    private static final Pattern BITRATE = Pattern.compile("[1-9][0-9]{0,8}[kKM]?");
    private static final Map<String, Integer> ANGLES =
            new TreeMap<>(Map.of("90", 90, "180", 180, "270", 270, "-90", 270));

    private final Source source;
    private final Presets presets;
    private final Duration normalTimeout;

    OptionsReader(Source source, Presets presets, Duration normalTimeout) {
        this.source = source;
        this.presets = presets;
        this.normalTimeout = normalTimeout;
    }

    FfmpegOptions read() {
        for (String key : source.optionKeys()) {
            if (!KNOWN.contains(key)) {
                throw Checked.unknown("option", "#" + key, KNOWN);
            }
        }
        List<String> video = codecs("video");
        List<String> audio = audio();
        var options = new FfmpegOptions(
                InputReader.read(source.location(), media(), single("query", "")),
                video,
                audio,
                template(),
                timeout(),
                source.options("raw").stream().map(this::raw).toList(),
                side("width"),
                side("height"),
                rotate(),
                drawText(),
                bitrate(),
                flag("async"),
                acceleration());
        check(options);
        return options;
    }

    /** What is asked of another stream: only what is used of it. */
    private String media() {
        boolean video = !source.options("video").isEmpty();
        boolean audio = !source.options("audio").isEmpty();
        return video == audio ? "video&audio" : video ? "video" : "audio";
    }

    private List<String> codecs(String kind) {
        List<String> values = source.options(kind);
        if (values.size() > MAX_REPEATED) {
            throw new IllegalArgumentException("ffmpeg: #" + kind + " is there more than " + MAX_REPEATED + " times");
        }
        for (String value : values) {
            boolean known = (kind.equals("video") ? presets.video(value) : presets.audio(value)) != null;
            if (!known) {
                throw Checked.refusal("#" + kind, value, "allowed are " + String.join(", ", presets.names(kind)));
            }
        }
        return values;
    }

    private List<String> audio() {
        if (!source.options("audio").contains("auto")) {
            return codecs("audio");
        }
        if (source.options("audio").size() > 1 || !source.options("video").isEmpty()) {
            throw new IllegalArgumentException("ffmpeg: #audio=auto stands alone, without another #audio or #video");
        }
        return AUTO;
    }

    private String single(String key, String normal) {
        List<String> values = source.options(key);
        if (values.size() > 1) {
            throw new IllegalArgumentException("ffmpeg: #" + key + " is there twice; only video, audio and raw may be");
        }
        return values.isEmpty() ? normal : values.get(0);
    }

    private @Nullable Template template() {
        String value = single("input", "");
        if (value.isEmpty()) {
            if (source.options("input").isEmpty()) {
                return null;
            }
            throw Checked.unknown("input", "''", presets.names("input"));
        }
        List<String> named = presets.input(value);
        return named != null ? new Template(named, false) : free("input", value);
    }

    private Template raw(String value) {
        List<String> named = presets.added(value);
        return named != null ? new Template(named, false) : free("raw", value);
    }

    /** A single word is a name that is not there, arguments begin with a dash. */
    private Template free(String key, String value) {
        if (!value.strip().startsWith("-")) {
            throw Checked.refusal(
                    "#" + key,
                    value,
                    "allowed are arguments that begin with -, and "
                            + String.join(", ", key.equals("input") ? presets.names("input") : presets.added()));
        }
        try {
            return new Template(ArgumentText.split(value), true);
        } catch (IllegalArgumentException wrong) {
            throw Checked.refusal("#" + key, value, String.valueOf(wrong.getMessage()));
        }
    }

    private Duration timeout() {
        String value = single("timeout", "");
        return value.isEmpty() && source.options("timeout").isEmpty()
                ? normalTimeout
                : Duration.ofSeconds(Checked.number("#timeout", value, 1, 600));
    }

    private int side(String key) {
        String value = single(key, "");
        // go2rtc's -1: by the other side.
        return source.options(key).isEmpty() || value.equals("-1") ? 0 : Checked.number("#" + key, value, 16, MAX_SIDE);
    }

    private int rotate() {
        String value = single("rotate", "");
        return source.options("rotate").isEmpty() ? 0 : Checked.oneOf("#rotate", value, ANGLES);
    }

    private @Nullable DrawText drawText() {
        String value = single("drawtext", "");
        return source.options("drawtext").isEmpty() ? null : DrawText.of(value);
    }

    private @Nullable String bitrate() {
        String value = single("bitrate", "");
        return source.options("bitrate").isEmpty()
                ? null
                : Checked.like("#bitrate", value, BITRATE, "bits a second, for example 500k or 2M");
    }

    private boolean flag(String key) {
        String value = single(key, "0");
        if (!List.of("", "0", "1").contains(value)) {
            throw Checked.refusal("#" + key, value, "allowed is nothing, 0 or 1");
        }
        return !value.equals("0");
    }

    private Acceleration acceleration() {
        String value = single("hardware", "");
        if (source.options("hardware").isEmpty()) {
            return Acceleration.NONE;
        }
        return new Acceleration(true, value.isEmpty() ? null : Checked.oneOf("#hardware", value, Hardware.labels()));
    }

    /** What makes no sense together is refused, not ignored. */
    private static void check(FfmpegOptions options) {
        var needEncoder = new ArrayList<String>();
        if (options.width() != 0 || options.height() != 0) {
            needEncoder.add("#width and #height");
        }
        if (options.rotate() != 0) {
            needEncoder.add("#rotate");
        }
        if (options.drawtext() != null) {
            needEncoder.add("#drawtext");
        }
        if (options.bitrate() != null) {
            needEncoder.add("#bitrate");
        }
        if (options.acceleration().wanted()) {
            needEncoder.add("#hardware");
        }
        if (!needEncoder.isEmpty() && options.encoded().isEmpty()) {
            throw new IllegalArgumentException("ffmpeg: " + String.join(", ", needEncoder)
                    + " need pictures that are coded anew; add #video=h264");
        }
    }
}
