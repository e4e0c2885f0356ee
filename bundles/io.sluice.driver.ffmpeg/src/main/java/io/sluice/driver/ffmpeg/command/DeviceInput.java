/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg.command;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code device?video=0&video_size=1280x720&framerate=25&input_format=mjpeg&audio=hw:1}: cameras (V4L2), sound cards
 * (ALSA) and screens (X11) of Linux.
 */
final class DeviceInput {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,3}");
    private static final Pattern VIDEO = Pattern.compile("[0-9]{1,3}|/dev/[A-Za-z0-9._/-]{1,100}");
    private static final Pattern AUDIO = Pattern.compile("[0-9]{1,3}|[A-Za-z0-9][A-Za-z0-9_:=,.-]{0,100}");
    private static final Pattern SCREEN =
            Pattern.compile("([A-Za-z0-9.][A-Za-z0-9.-]*)?:[0-9]{1,3}(\\.[0-9]{1,2})?(\\+[0-9]{1,5},[0-9]{1,5})?");
    private static final Pattern SIZE = Pattern.compile("[0-9]{2,5}x[0-9]{2,5}");
    private static final Pattern RATE = Pattern.compile("[0-9]{1,6}(/[0-9]{1,6}|\\.[0-9]{1,3})?");
    private static final Pattern FORMAT = Pattern.compile("[a-z0-9]{1,20}");
    private static final Pattern HERTZ = Pattern.compile("[0-9]{1,6}");

    private DeviceInput() {}

    static Input read(Parameters parameters) {
        parameters.only(
                "video",
                "audio",
                "screen",
                "video_size",
                "framerate",
                "input_format",
                "pixel_format",
                "channels",
                "sample_rate");
        var arguments = new ArrayList<String>();
        String video = parameters.like("video", VIDEO, "a number, for /dev/videoN, or a path in /dev");
        String screen = parameters.like("screen", SCREEN, "a screen of X11, for example :0 or :0.0+100,200");
        String audio = parameters.like("audio", AUDIO, "a number, or a device of ALSA, for example hw:1,0");
        if (video == null && screen == null && audio == null) {
            throw parameters.needs("video=, screen= or audio=");
        }
        if (video != null && video.contains("..")) {
            throw Checked.refusal("ffmpeg: device?video", video, "allowed is a path in /dev");
        }
        if (video != null || screen != null) {
            arguments.addAll(List.of("-f", video != null ? "v4l2" : "x11grab"));
            add(arguments, "-video_size", parameters.like("video_size", SIZE, "WIDTHxHEIGHT"));
            add(arguments, "-framerate", parameters.like("framerate", RATE, "pictures per second"));
            add(arguments, "-input_format", parameters.like("input_format", FORMAT, "a format as ffmpeg names it"));
            add(arguments, "-pixel_format", parameters.like("pixel_format", FORMAT, "a format as ffmpeg names it"));
            String path = video == null ? screen : NUMBER.matcher(video).matches() ? "/dev/video" + video : video;
            add(arguments, "-i", path);
        }
        if (audio != null) {
            arguments.addAll(List.of("-f", "alsa"));
            add(arguments, "-channels", parameters.like("channels", NUMBER, "a number"));
            add(arguments, "-sample_rate", parameters.like("sample_rate", HERTZ, "a number"));
            add(arguments, "-i", NUMBER.matcher(audio).matches() ? "hw:" + audio : audio);
        }
        return new Input.Made(Input.Made.Kind.DEVICE, arguments);
    }

    private static void add(List<String> arguments, String option, @Nullable String value) {
        if (value != null) {
            arguments.add(option);
            arguments.add(value);
        }
    }
}
