/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.go2rtc;

import io.sluice.api.auth.Role;
import io.sluice.api.stream.StreamName;
import io.sluice.rest.change.Definitions;
import io.sluice.rest.change.Definitions.Definition;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/preload}: what is kept running without viewers. */
final class PreloadCalls {
    private static final String NORMAL = "video&audio";
    private static final List<String> KINDS = List.of("video", "audio", "microphone");
    private static final Pattern CODECS = Pattern.compile("[\\w,/.*-]*");

    private final Definitions definitions;

    PreloadCalls(Definitions definitions) {
        this.definitions = definitions;
    }

    void addTo(Router router) {
        router.on("GET", "api/preload", Access.KNOWN, this::get)
                .on("PUT", "api/preload", Access.ADMIN_OF_SOME, this::put)
                .on("DELETE", "api/preload", Access.ADMIN_OF_SOME, this::delete);
    }

    private Answer get(Call call) throws ProblemException {
        var all = new LinkedHashMap<String, Object>();
        for (Map.Entry<String, Object> entry :
                definitions.tree().section("preload").entrySet()) {
            if (isVisible(call, entry.getKey())) {
                String query = entry.getValue().toString();
                all.put(entry.getKey(), Map.of("query", query.isEmpty() ? NORMAL : query));
            }
        }
        return Answer.json(all);
    }

    private static boolean isVisible(Call call, String name) {
        try {
            return call.identity().may(Role.VIEWER, StreamName.of(name));
        } catch (IllegalArgumentException wrong) {
            return false;
        }
    }

    private Answer put(Call call) throws ProblemException {
        StreamName name = call.stream(StreamCalls.required(call, "src"), Role.ADMIN);
        String query = query(call);
        change(name, query);
        return Answer.json(Map.of(name.toString(), Map.of("query", query)));
    }

    private static String query(Call call) throws ProblemException {
        var parts = new ArrayList<String>();
        for (String kind : KINDS) {
            var wanted = new ArrayList<>(call.query().all(kind));
            wanted.addAll(call.query().all(kind + "_codec_filter"));
            for (String codecs : wanted) {
                if (!CODECS.matcher(codecs).matches()) {
                    throw ProblemException.badRequest(kind + " takes names of codecs, joined by commas");
                }
                parts.add(codecs.isEmpty() ? kind : kind + "=" + codecs);
            }
        }
        return parts.isEmpty() ? NORMAL : String.join("&", parts);
    }

    private Answer delete(Call call) throws ProblemException {
        change(call.stream(StreamCalls.required(call, "src"), Role.ADMIN), null);
        return Answer.noContent();
    }

    private void change(StreamName name, @Nullable String preload) throws ProblemException {
        definitions.put(name, null, old -> {
            if (old == null) {
                throw Call.unknown(name);
            }
            if (preload == null && old.preload() == null) {
                throw ProblemException.notFound("nothing of this stream is kept running");
            }
            return new Definition(old.sources(), preload);
        });
    }
}
