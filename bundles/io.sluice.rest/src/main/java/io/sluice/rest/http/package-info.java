/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** A small router, and what goes through it: calls, answers, problems, JSON. */
@NullMarked
package io.sluice.rest.http;

import org.jspecify.annotations.NullMarked;
