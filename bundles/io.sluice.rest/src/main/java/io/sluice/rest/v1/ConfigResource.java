/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.api.config.ConfigFile.Document;
import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.api.config.ConfigFile.Review;
import io.sluice.rest.change.ConfigDoor;
import io.sluice.rest.change.YamlTree;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Members;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/config}: the configuration file, with secrets as {@code ***}. */
public final class ConfigResource {
    /** Types that no form of a foreign page can send. */
    private static final Set<String> YAML = Set.of("application/yaml", "text/yaml", "application/x-yaml");

    private static final int MAX_EDITS = 1024;
    private static final String MASK = "***";

    private final ConfigDoor config;

    public ConfigResource(ConfigDoor config) {
        this.config = config;
    }

    public void addTo(Router router) {
        router.on("GET", "config", Access.ADMIN, this::get)
                .on("PUT", "config", Access.ADMIN, this::put)
                .on("PATCH", "config", Access.ADMIN, this::patch)
                .on("POST", "config/review", Access.ADMIN, this::review);
    }

    private Answer get(Call call) throws ProblemException {
        Document document = config.document();
        return call.document(document.etag(), yaml(document));
    }

    private static Answer yaml(Document document) {
        return Answer.bytes(200, Answer.YAML, document.masked().getBytes(StandardCharsets.UTF_8));
    }

    private Answer put(Call call) throws ProblemException, IOException {
        call.requireContent(YAML);
        return state(config.replace(call.ifMatch(), text(call)));
    }

    /** The body, which has to be UTF-8. */
    public static String text(Call call) throws ProblemException, IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(call.bytes()))
                    .toString();
        } catch (CharacterCodingException wrong) {
            throw ProblemException.badRequest("the body is not UTF-8");
        }
    }

    private static Answer state(Document document) {
        var state = new LinkedHashMap<String, Object>();
        state.put("etag", document.etag());
        state.put("problem", document.problem());
        state.put("readOnly", document.readOnly().stream().sorted().toList());
        return Answer.json(state).etag(document.etag());
    }

    private Answer patch(Call call) throws ProblemException, IOException {
        Object body = call.members(Set.of("edits")).value("edits");
        if (!(body instanceof List<?> items) || items.isEmpty() || items.size() > MAX_EDITS) {
            throw ProblemException.badRequest("edits has to be a list of 1 to " + MAX_EDITS + " objects");
        }
        var edits = new ArrayList<Edit>();
        for (Object item : items) {
            Members members = Members.of(item, Set.of("path", "value"));
            List<String> path = members.texts("path");
            if (path.isEmpty() || !members.has("value")) {
                throw ProblemException.badRequest("an edit has a path, and a value or null");
            }
            edits.add(edit(path, members.value("value")));
        }
        return state(config.change(call.ifMatch(), (document, tree) -> edits));
    }

    private static Edit edit(List<String> path, @Nullable Object value) throws ProblemException {
        if (value != null) {
            boolean[] masked = new boolean[1];
            YamlTree.EMPTY.with(List.of("value"), value).scalars(text -> masked[0] |= text.contains(MASK));
            if (masked[0]) {
                throw ProblemException.badRequest("*** stands for a secret only where the whole text is put");
            }
        }
        return new Edit(path, value);
    }

    /**
     * Every value of a tree that is to be merged into the file, as go2rtc does it: maps are merged, everything else
     * replaces what is there, null removes it.
     */
    public static List<Edit> merge(@Nullable Object tree) throws ProblemException {
        if (!(tree instanceof Map<?, ?> map)) {
            throw ProblemException.badRequest("expected sections with keys");
        }
        var edits = new ArrayList<Edit>();
        merge(List.of(), map, edits);
        return edits;
    }

    private static void merge(List<String> above, Map<?, ?> map, List<Edit> edits) throws ProblemException {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            var path = new ArrayList<>(above);
            path.add(String.valueOf(entry.getKey()));
            if (entry.getValue() instanceof Map<?, ?> below && !below.isEmpty()) {
                merge(path, below, edits);
            } else {
                edits.add(edit(path, entry.getValue()));
            }
            if (edits.size() > MAX_EDITS) {
                throw ProblemException.badRequest("more than " + MAX_EDITS + " values are changed");
            }
        }
    }

    private Answer review(Call call) throws ProblemException, IOException {
        call.requireContent(YAML);
        Review review = config.review(text(call));
        var view = new LinkedHashMap<String, Object>();
        view.put("problems", review.problems());
        view.put("notes", review.notes());
        view.put("changes", review.changes());
        return Answer.json(view);
    }
}
