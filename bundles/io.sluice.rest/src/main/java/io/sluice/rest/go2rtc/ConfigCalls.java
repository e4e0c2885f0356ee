/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.go2rtc;

import io.sluice.api.config.ConfigFile.Document;
import io.sluice.api.config.ConfigFile.Edit;
import io.sluice.rest.change.ConfigDoor;
import io.sluice.rest.change.YamlTree;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import io.sluice.rest.v1.ConfigResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/config}: as in go2rtc, but masked and applied at once. */
final class ConfigCalls {
    /** Types of forms, which any page can send. */
    private static final Set<String> FORMS = Set.of("application/x-www-form-urlencoded", "multipart/form-data");

    private final ConfigDoor config;

    ConfigCalls(ConfigDoor config) {
        this.config = config;
    }

    void addTo(Router router) {
        router.on("GET", "api/config", Access.ADMIN, this::get)
                .on("POST", "api/config", Access.ADMIN, this::replace)
                .on("PATCH", "api/config", Access.ADMIN, this::merge);
    }

    private Answer get(Call call) throws ProblemException {
        Document document = config.document();
        byte[] body = document.masked().getBytes(StandardCharsets.UTF_8);
        return call.document(document.etag(), Answer.bytes(200, Answer.YAML, body));
    }

    private static String text(Call call) throws ProblemException, IOException {
        if (FORMS.contains(call.contentType())) {
            throw new ProblemException(415, "the body has to be YAML");
        }
        return ConfigResource.text(call);
    }

    private Answer replace(Call call) throws ProblemException, IOException {
        return done(config.replace(call.ifMatch(), text(call)));
    }

    private Answer merge(Call call) throws ProblemException, IOException {
        List<Edit> edits;
        try {
            edits = ConfigResource.merge(YamlTree.typed(text(call)));
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.badRequest(wrong);
        }
        return done(config.change(call.ifMatch(), (document, tree) -> edits));
    }

    private static Answer done(Document document) {
        return Answer.json(Map.of("etag", document.etag())).etag(document.etag());
    }
}
