/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One page of a list: {@code ?page=0&itemsPerPage=100}. */
public final class Pages {
    private static final int NORMAL = 100;
    private static final int MOST = 1000;

    private Pages() {}

    /** Only the items of the page are looked at closer. */
    public static <T> Map<String, Object> of(Call call, List<T> all, Function<T, ?> view) throws ProblemException {
        int perPage = call.query().number("itemsPerPage", NORMAL, 1, MOST);
        int page = call.query().number("page", 0, 0, Integer.MAX_VALUE / MOST);
        int from = Math.min(all.size(), page * perPage);
        int to = Math.min(all.size(), from + perPage);
        var answer = new LinkedHashMap<String, Object>();
        answer.put("page", page);
        answer.put("itemsPerPage", perPage);
        answer.put("pages", (all.size() + perPage - 1) / perPage);
        answer.put("total", all.size());
        answer.put("items", all.subList(from, to).stream().map(view).toList());
        return answer;
    }
}
