/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import io.sluice.api.driver.Source;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A source {@code ffmpeg:INPUT#options}, read and checked: every name is one of {@link Presets}, every number is one.
 *
 * @param video codecs in their order, names of presets; empty: see {@link #copies()}
 * @param audio the same; {@code auto} became those that viewers ask for
 * @param template name of the input's arguments, or free ones; null: by the kind of input
 * @param timeout how long a connection attempt or a read of ffmpeg may take
 * @param raw arguments for the output as they are
 * @param width pixels; 0: as it comes, or by the height
 * @param height pixels; 0: as it comes, or by the width
 * @param rotate 0, 90, 180 or 270 degrees clockwise
 * @param bitrate bits a second, as ffmpeg writes them; null: the encoder's
 * @param async time stamps by arrival, sound stretched to them
 * @param acceleration whether hardware is to encode
 */
public record FfmpegOptions(
        Input input,
        List<String> video,
        List<String> audio,
        @Nullable Template template,
        Duration timeout,
        List<Template> raw,
        int width,
        int height,
        int rotate,
        @Nullable DrawText drawtext,
        @Nullable String bitrate,
        boolean async,
        Acceleration acceleration) {

    /** Arguments of a preset, or free ones. */
    public record Template(List<String> arguments, boolean free) {}

    /**
     * @param wanted whether {@code #hardware} is there
     * @param kind which one; null: whichever works
     */
    public record Acceleration(boolean wanted, @Nullable Hardware kind) {
        static final Acceleration NONE = new Acceleration(false, null);
    }

    public FfmpegOptions {
        video = List.copyOf(video);
        audio = List.copyOf(audio);
        raw = List.copyOf(raw);
    }

    /**
     * Reads a source.
     *
     * @throws IllegalArgumentException with a sentence that names the option and what is allowed, without credentials
     */
    public static FfmpegOptions of(Source source, Presets presets, Duration timeout) {
        return new OptionsReader(source, presets, timeout).read();
    }

    /** Whether it goes beyond what an administrator may define over HTTP: only the configuration file may have it. */
    public @Nullable String reachesMachine() {
        if (input.reachesMachine()) {
            return "files, devices and made pictures come from the configuration file only";
        }
        if (!raw.isEmpty()) {
            return "#raw comes from the configuration file only";
        }
        return template != null && template.free()
                ? "#input with arguments comes from the configuration file only"
                : null;
    }

    /** Nothing is said of codecs: all is passed on as it is. */
    boolean copies() {
        return video.isEmpty() && audio.isEmpty();
    }

    /** The codecs that encoders have to make; for choosing the hardware. */
    public List<String> encoded() {
        return video.stream().filter(codec -> !codec.equals("copy")).toList();
    }
}
