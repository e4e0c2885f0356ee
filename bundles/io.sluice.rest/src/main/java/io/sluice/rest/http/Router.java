/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import io.sluice.api.auth.Identity;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds who answers. A template is a path of literals and parameters: <code>streams/{name...}/restart</code>; a
 * parameter with dots takes one part or more, and there is at most one of that kind. Of several templates that match
 * the one with the most literals wins.
 */
public final class Router {
    /** Answers one method of one template. Runs on a thread that may block for a bounded time. */
    @FunctionalInterface
    public interface Handler {
        Answer handle(Call call) throws ProblemException, IOException;
    }

    /** One line of the table. */
    public record Route(String method, String template, Access access) {}

    private record Entry(Access access, Handler handler) {}

    private final Map<String, Map<String, Entry>> templates = new LinkedHashMap<>();

    /** Adds a route. */
    public Router on(String method, String template, Access access, Handler handler) {
        templates.computeIfAbsent(template, t -> new LinkedHashMap<>()).put(method, new Entry(access, handler));
        return this;
    }

    /** All of them. */
    public List<Route> routes() {
        var routes = new ArrayList<Route>();
        templates.forEach((template, methods) ->
                methods.forEach((method, entry) -> routes.add(new Route(method, template, entry.access))));
        return routes;
    }

    /**
     * Answers a request.
     *
     * @param rawPath below the root of the router, percent-encoded, without a leading slash
     */
    public Answer answer(String method, String rawPath, @Nullable String rawQuery, Identity identity, Call.Wire wire)
            throws ProblemException, IOException {
        List<String> path = parts(rawPath);
        String best = null;
        Map<String, String> parameters = Map.of();
        for (String template : templates.keySet()) {
            Map<String, String> found = match(parts(template), path);
            if (found != null && (best == null || MOST_LITERALS.compare(template, best) > 0)) {
                best = template;
                parameters = found;
            }
        }
        if (best == null) {
            throw ProblemException.notFound("there is nothing at this path");
        }
        Map<String, Entry> methods = templates.getOrDefault(best, Map.of());
        Entry entry = methods.get(method.equals("HEAD") ? "GET" : method);
        if (entry == null) {
            String allow = allowed(methods);
            if (method.equals("OPTIONS")) {
                return Answer.noContent().header("Allow", allow);
            }
            // RFC 9110 §15.5.6
            throw new ProblemException(405, method + " is not possible here; possible: " + allow)
                    .header("Allow", allow);
        }
        var call = new Call(method, Query.of(rawQuery), identity, wire, parameters);
        entry.access.require(call);
        return entry.handler.handle(call);
    }

    private static String allowed(Map<String, Entry> methods) {
        var names = new TreeSet<>(methods.keySet());
        names.add("OPTIONS");
        if (names.contains("GET")) {
            names.add("HEAD");
        }
        return String.join(", ", names);
    }

    private static final Comparator<String> MOST_LITERALS = Comparator.<String>comparingLong(
                    template -> parts(template).stream()
                            .filter(part -> !part.startsWith("{"))
                            .count())
            .thenComparing(template -> parts(template).size());

    private static List<String> parts(String path) {
        return path.isEmpty() ? List.of() : Arrays.asList(path.split("/", -1));
    }

    private static @Nullable Map<String, String> match(List<String> template, List<String> path)
            throws ProblemException {
        int many = -1;
        for (int i = 0; i < template.size(); i++) {
            many = template.get(i).endsWith("...}") ? i : many;
        }
        int more = path.size() - template.size();
        if (more < 0 || more > 0 && many < 0) {
            return null;
        }
        var parameters = new HashMap<String, String>();
        for (int i = 0; i < template.size(); i++) {
            String part = template.get(i);
            int from = many >= 0 && i > many ? i + more : i;
            int to = i == many ? from + more + 1 : from + 1;
            if (part.startsWith("{")) {
                String name = part.replaceAll("[{}.]", "");
                parameters.put(name, decoded(path.subList(from, to)));
            } else if (!part.equals(path.get(from))) {
                return null;
            }
        }
        return parameters;
    }

    private static String decoded(List<String> parts) throws ProblemException {
        try {
            // RFC 3986 §2.1: a plus sign in a path is a plus sign.
            return URLDecoder.decode(String.join("/", parts).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.badRequest("the path has a % that is not followed by two hexadecimal digits");
        }
    }
}
