/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import io.sluice.api.media.Codec;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaTracks;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The first program of a transport stream. */
final class TsProgram {
    private static final int PAT_PID = 0;
    private static final int MAX_TRACKS = 32;
    /** A stream of the map need not come: so many packets of media are waited for. */
    private static final int PATIENCE_PACKETS = 20_000;

    private final MediaTracks tracks;
    private final TsTimes times = new TsTimes();
    private final Section association = new Section(ProgramMap.PAT_TABLE);
    private final Map<Integer, TsStream> streams = new LinkedHashMap<>();
    private Section map = new Section(ProgramMap.PMT_TABLE);
    private int mapPid = -1;
    private int declared;
    private int packets;
    private boolean complete;
    private @Nullable ProgramMap current;

    TsProgram(MediaTracks tracks) {
        this.tracks = tracks;
    }

    void payload(int pid, int counter, boolean start, boolean discontinuity, ByteBuffer payload) throws CodecException {
        if (pid == PAT_PID) {
            associate(association.payload(counter, start, discontinuity, payload));
        } else if (pid == mapPid) {
            map(map.payload(counter, start, discontinuity, payload));
        } else {
            TsStream stream = streams.get(pid);
            if (stream != null) {
                stream.payload(counter, start, discontinuity, payload);
                packets++;
            }
        }
        if (!complete && current != null) {
            complete();
        }
    }

    private void associate(@Nullable ByteBuffer section) {
        int pid = section == null ? mapPid : ProgramMap.firstProgram(section);
        if (pid > 0 && pid != mapPid) {
            mapPid = pid;
            map = new Section(ProgramMap.PMT_TABLE);
        }
    }

    private void map(@Nullable ByteBuffer section) throws CodecException {
        ProgramMap read = section == null ? null : ProgramMap.read(section);
        if (read == null || read.equals(current)) {
            return;
        }
        current = read;
        streams.entrySet().removeIf(old -> isGone(old.getKey(), old.getValue(), read));
        for (ProgramMap.Entry entry : read.entries()) {
            ElementaryTrack track = streams.containsKey(entry.pid()) ? null : track(entry);
            if (track != null && complete) {
                throw new CodecException("the program has other tracks than before");
            }
            if (track != null) {
                streams.put(entry.pid(), new TsStream(entry.streamType(), track, times));
            }
        }
        if (streams.isEmpty()) {
            var types = new TreeSet<String>();
            read.entries().forEach(entry -> types.add(String.format(Locale.ROOT, "0x%02X", entry.streamType())));
            throw CodecException.unsupported("MPEG-TS of which nothing can be used: stream types " + types);
        }
    }

    private static boolean isGone(int pid, TsStream stream, ProgramMap read) {
        boolean stays = read.entries().stream()
                .anyMatch(entry -> entry.pid() == pid && entry.streamType() == stream.streamType());
        if (!stays) {
            finish(stream);
        }
        return !stays;
    }

    private @Nullable ElementaryTrack track(ProgramMap.Entry entry) {
        if (declared == MAX_TRACKS) {
            return null;
        }
        ElementaryTrack track = switch (entry.streamType()) {
            case 0x1B -> new VideoTrack(Codec.H264, tracks);
            case 0x24 -> new VideoTrack(Codec.H265, tracks);
            case 0x0F -> new FrameTrack(true, tracks);
            case 0x03, 0x04 -> new FrameTrack(false, tracks);
            case 0x06 -> privateTrack(entry);
            default -> null;
        };
        declared += track == null ? 0 : 1;
        return track;
    }

    private @Nullable ElementaryTrack privateTrack(ProgramMap.Entry entry) {
        return switch (entry.registration()) {
            case "Opus" -> new OpusTrack(Math.max(1, Math.min(2, entry.opusChannels())), tracks);
            case "HEVC" -> new VideoTrack(Codec.H265, tracks);
            default -> null;
        };
    }

    private void complete() {
        boolean all =
                streams.values().stream().allMatch(stream -> stream.track().isSettled());
        if (all || packets > PATIENCE_PACKETS) {
            complete = true;
            tracks.tracksComplete();
        }
    }

    private static void finish(TsStream stream) {
        stream.end();
        if (stream.track() instanceof VideoTrack video) {
            video.finish();
        }
    }

    /** No more comes. */
    void end() {
        streams.values().forEach(TsProgram::finish);
    }
}
