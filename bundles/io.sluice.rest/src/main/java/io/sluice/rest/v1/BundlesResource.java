/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.api.bundle.BundleInfo;
import io.sluice.api.bundle.BundleRefusedException;
import io.sluice.api.bundle.BundleStore;
import io.sluice.api.bundle.BundleStore.Candidate;
import io.sluice.api.bundle.Impact;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Pages;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import io.sluice.rest.view.TextTable;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/bundles}. A jar is the body itself, in a type that no form of a foreign page can send. */
public final class BundlesResource {
    private static final Set<String> JAR =
            Set.of("application/java-archive", "application/x-java-archive", "application/octet-stream");

    private final Supplier<@Nullable BundleStore> store;

    public BundlesResource(Supplier<@Nullable BundleStore> store) {
        this.store = store;
    }

    /** What is asked of the store. */
    @FunctionalInterface
    private interface Ask<T> {
        T of(BundleStore store) throws BundleRefusedException, IOException, ProblemException;
    }

    public void addTo(Router router) {
        router.on("GET", "bundles", Access.ADMIN, this::list)
                .on("POST", "bundles", Access.ADMIN, this::install)
                .on("POST", "bundles/examine", Access.ADMIN, this::examine)
                .on("GET", "bundles/{symbolicName}", Access.ADMIN, this::get)
                .on("PUT", "bundles/{symbolicName}", Access.ADMIN, this::update)
                .on("DELETE", "bundles/{symbolicName}", Access.ADMIN, this::remove)
                .on("POST", "bundles/{symbolicName}/start", Access.ADMIN, call -> act(call, BundleStore::start))
                .on("POST", "bundles/{symbolicName}/stop", Access.ADMIN, call -> act(call, BundleStore::stop))
                .on("POST", "bundles/{symbolicName}/refresh", Access.ADMIN, call -> act(call, BundleStore::refresh));
    }

    private <T> T ask(Ask<T> ask) throws ProblemException, IOException {
        BundleStore there = store.get();
        if (there == null) {
            throw ProblemException.missing("the store of bundles");
        }
        try {
            return ask.of(there);
        } catch (BundleRefusedException refused) {
            int status = switch (refused.cause()) {
                case NOT_FOUND -> 404;
                case FORBIDDEN -> 403;
                case LIMIT -> 413;
                case NO_BUNDLE, UNRESOLVED, DUPLICATE, OTHER_BUNDLE, START_FAILED -> 422;
            };
            throw new ProblemException(status, String.valueOf(refused.getMessage()))
                    .with("reason", refused.cause().name());
        }
    }

    private Answer list(Call call) throws ProblemException, IOException {
        List<BundleInfo> bundles = ask(BundleStore::bundles);
        if (!call.wantsText()) {
            return Answer.json(Pages.of(call, bundles, BundlesResource::shown));
        }
        var table = new TextTable("BUNDLE", "VERSION", "STATE", "FROM", "PROBLEM");
        for (BundleInfo bundle : bundles) {
            table.row(bundle.symbolicName(), bundle.version(), bundle.state(), bundle.origin(), bundle.problem());
        }
        return Answer.text(table.toString());
    }

    private static Map<String, Object> shown(BundleInfo bundle) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", bundle.id());
        view.put("symbolicName", bundle.symbolicName());
        view.put("version", bundle.version());
        view.put("name", bundle.name());
        view.put("state", bundle.state());
        view.put("origin", bundle.origin().name());
        view.put("problem", bundle.problem());
        view.put("impact", touched(bundle.impact()));
        return view;
    }

    private static Map<String, Object> touched(Impact impact) {
        return Map.of("bundles", impact.bundles(), "text", impact.text());
    }

    private Answer get(Call call) throws ProblemException, IOException {
        String name = call.parameter("symbolicName");
        return Answer.json(shown(ask(BundleStore::bundles).stream()
                .filter(bundle -> bundle.symbolicName().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("there is no bundle of this symbolic name"))));
    }

    private Answer install(Call call) throws ProblemException, IOException {
        call.requireContent(JAR);
        BundleInfo installed = ask(store -> store.install(call.body()));
        String location = URLEncoder.encode(installed.symbolicName(), StandardCharsets.UTF_8);
        return Answer.json(201, shown(installed)).header("Location", "bundles/" + location);
    }

    private Answer update(Call call) throws ProblemException, IOException {
        call.requireContent(JAR);
        return Answer.json(shown(ask(store -> store.update(call.parameter("symbolicName"), call.body()))));
    }

    private Answer examine(Call call) throws ProblemException, IOException {
        call.requireContent(JAR);
        Candidate candidate = ask(store -> store.examine(call.body()));
        var view = new LinkedHashMap<String, Object>();
        view.put("symbolicName", candidate.symbolicName());
        view.put("version", candidate.version());
        view.put("updates", candidate.updates());
        view.put("impact", touched(candidate.impact()));
        return Answer.json(view);
    }

    private Answer remove(Call call) throws ProblemException, IOException {
        ask(store -> {
            store.remove(call.parameter("symbolicName"));
            return true;
        });
        return Answer.noContent();
    }

    /** Start, stop or refresh. */
    @FunctionalInterface
    private interface Act {
        BundleInfo of(BundleStore store, String symbolicName) throws BundleRefusedException;
    }

    private Answer act(Call call, Act act) throws ProblemException, IOException {
        call.optionalMembers(Set.of());
        return Answer.json(shown(ask(store -> act.of(store, call.parameter("symbolicName")))));
    }
}
