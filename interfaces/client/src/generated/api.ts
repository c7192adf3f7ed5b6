// Generated from the OpenAPI document: npm run generate -w @istsi/client

export interface paths {
    "/.well-known/asset-list.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-42: the asset of this anchor, as wallets list it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AssetList"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/istsi.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The token’s icon */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description SVG */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/svg+xml": string;
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/stellar.toml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-1: who this anchor is, and where */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description TOML */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-10: a challenge for an account to sign */
        get: {
            parameters: {
                query: {
                    /** @description G… or M… */
                    account: string;
                    /** @description Of the software that asks, to be shown by its key */
                    client_domain?: string;
                    home_domain?: string;
                    /** @description An id; of a person who shares the account with others */
                    memo?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebAuthChallenge"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        /** SEP-10: a session for a signed challenge, once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        transaction: string;
                    };
                    "application/x-www-form-urlencoded": {
                        transaction: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebAuthToken"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/contracts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-45: a challenge for a contract account to authorize */
        get: {
            parameters: {
                query: {
                    /** @description C… */
                    account: string;
                    /** @description Of the software that asks, to be shown by its key */
                    client_domain?: string;
                    home_domain?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ContractAuthChallenge"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        /** SEP-45: a session for an authorized challenge, once */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        authorization_entries: string;
                    };
                    "application/x-www-form-urlencoded": {
                        authorization_entries: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebAuthToken"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep6/deposit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-6: where bitcoin is paid to that becomes iSTSi */
        get: {
            parameters: {
                query: {
                    account?: string;
                    amount?: string;
                    asset_code: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            extra_info: {
                                message: string;
                            };
                            fee_fixed: number;
                            how: string;
                            id: string;
                            instructions?: {
                                [key: string]: {
                                    description: string;
                                    value: string;
                                };
                            };
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep6/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-6: what is offered */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep6/transaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them, by an id */
        get: {
            parameters: {
                query?: {
                    external_transaction_id?: string;
                    id?: string;
                    stellar_transaction_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            transaction: components["schemas"]["SepTransaction"];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep6/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was asked for, newest first */
        get: {
            parameters: {
                query: {
                    account?: string;
                    asset_code: string;
                    /** @description deposit or withdrawal */
                    kind?: string;
                    limit?: number;
                    no_older_than?: string;
                    paging_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            transactions: components["schemas"]["SepTransaction"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep6/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-6: how iSTSi become bitcoin */
        get: {
            parameters: {
                query: {
                    account?: string;
                    amount?: string;
                    asset_code: string;
                    dest?: string;
                    type?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Multiplexed (M…): its id is that of this withdrawal, and no memo goes with it */
                            account_id?: string;
                            extra_info: {
                                message: string;
                            };
                            id: string;
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep12/customer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-12: what is known of a customer, and missing */
        get: {
            parameters: {
                query?: {
                    account?: string;
                    id?: string;
                    lang?: string;
                    memo?: string;
                    memo_type?: string;
                    transaction_id?: string;
                    type?: "sep6" | "sep6-deposit" | "sep6-withdraw" | "sep24" | "individual" | "organization";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sep12Customer"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        /**
         * SEP-12: what a customer says of themselves
         * @description Fields of SEP-9 as JSON or a form; with documents as multipart/form-data, 10 MB each at most.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep12/customer/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** SEP-12: erases a customer, with the only key to what was kept */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    account: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        memo?: string;
                        memo_type?: string;
                    } | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep12/customer/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * SEP-12: where a wallet is told when the status changes, until it is decided
         * @description Signed as SEP-12 says, with the key of stellar.toml. Tried nine times over a day; public addresses and https: only.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account?: string;
                        id?: string;
                        memo?: string;
                        memo_type?: string;
                        url: string;
                    };
                    "application/x-www-form-urlencoded": {
                        account?: string;
                        id?: string;
                        memo?: string;
                        memo_type?: string;
                        url: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": Record<string, never>;
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep12/customer/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-12: the documents that were sent */
        get: {
            parameters: {
                query?: {
                    customer_id?: string;
                    file_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            files: components["schemas"]["Sep12File"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        /** SEP-12: a document, for a field that is named later */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sep12File"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep12/customer/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** SEP-12: a code that verifies a field. None is ever asked for here */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                    } & {
                        [key: string]: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sep12Customer"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep24/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-24: what is offered */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep24/transaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them, by an id */
        get: {
            parameters: {
                query?: {
                    external_transaction_id?: string;
                    id?: string;
                    stellar_transaction_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            transaction: components["schemas"]["SepTransaction"];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep24/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was asked for, newest first */
        get: {
            parameters: {
                query: {
                    account?: string;
                    asset_code: string;
                    /** @description deposit or withdrawal */
                    kind?: string;
                    limit?: number;
                    no_older_than?: string;
                    paging_id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            transactions: components["schemas"]["SepTransaction"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep24/transactions/deposit/interactive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** SEP-24: a page for a deposit */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {string} */
                            type: "interactive_customer_info_needed";
                            url: string;
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep24/transactions/withdraw/interactive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** SEP-24: a page for a withdrawal */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {string} */
                            type: "interactive_customer_info_needed";
                            url: string;
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep38/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-38: what is quoted */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QuoteInfo"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep38/price": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-38: what an amount costs now */
        get: {
            parameters: {
                query: {
                    buy_amount?: string;
                    /** @description `stellar:CODE:ISSUER`, `stellar:native` or `iso4217:…` */
                    buy_asset: string;
                    buy_delivery_method?: string;
                    context: "sep6" | "sep24" | "sep31";
                    country_code?: string;
                    sell_amount?: string;
                    /** @description `stellar:CODE:ISSUER`, `stellar:native` or `iso4217:…` */
                    sell_asset: string;
                    sell_delivery_method?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QuotePrice"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep38/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-38: what an amount of one thing costs in all others */
        get: {
            parameters: {
                query?: {
                    buy_amount?: string;
                    /** @description `stellar:CODE:ISSUER`, `stellar:native` or `iso4217:…` */
                    buy_asset?: string;
                    buy_delivery_method?: string;
                    country_code?: string;
                    sell_amount?: string;
                    /** @description `stellar:CODE:ISSUER`, `stellar:native` or `iso4217:…` */
                    sell_asset?: string;
                    sell_delivery_method?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["QuotePrices"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep38/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** SEP-38: a price that holds, for an amount that is kept */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        buy_amount?: string;
                        /** @description `stellar:CODE:ISSUER`, `stellar:native` or `iso4217:…` */
                        buy_asset: string;
                        buy_delivery_method?: string;
                        /** @enum {string} */
                        context: "sep6" | "sep24" | "sep31";
                        country_code?: string;
                        /** @description UTC */
                        expire_after?: string;
                        sell_amount?: string;
                        /** @description `stellar:CODE:ISSUER`, `stellar:native` or `iso4217:…` */
                        sell_asset: string;
                        sell_delivery_method?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FirmQuote"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep38/quote/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-38: a quote as it was given, also when it is over */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FirmQuote"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep59/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-59: those of the session */
        get: {
            parameters: {
                query?: {
                    country_code?: string;
                    kind?: string;
                    status?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            accounts: components["schemas"]["ExternalAccount"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        /** SEP-59: the Bitcoin address of the account, once it is identified */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        chain_id?: string;
                        currency?: string;
                        /** @enum {string} */
                        kind: "crypto_address" | "virtual_account" | "bank_account";
                        /** @description Nobody is called: poll */
                        on_change_callback?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: components["schemas"]["ExternalAccount"];
                        };
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: components["schemas"]["ExternalAccount"];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerInfoNeeded"] | components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep59/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-59: one of them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: components["schemas"]["ExternalAccount"];
                        };
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sep59/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** SEP-59: what is offered */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            offerings: {
                                /** @description CAIP-2 */
                                chain_id: string;
                                currency: string;
                                description: string;
                                /** @enum {string} */
                                kind: "crypto_address";
                                network: string;
                            }[];
                        };
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SepError"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/acts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a signed act
         * @description Only what can be prepared is sent on, of the account that is signed in. 202: send it again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description base64 XDR, signed */
                        envelope: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ActOutcome"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ActOutcome"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/acts/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An act as a transaction for the wallet of who is signed in
         * @description Nothing has happened yet. It was simulated: what the contracts would refuse is refused here.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ActRequest"];
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreparedAct"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is and was wrong; newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    severity?: "critical" | "warning" | "informational";
                    state?: "firing" | "resolved";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Alert"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody takes care of it: nobody else is called */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Who, where the key is shared; who is signed in is known */
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody is asked to take care of it; until they say so, nobody does */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Who asks, where the key is shared; who is signed in is known */
                        by?: string;
                        /** @description An account, or a name */
                        to: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Its life in one document: who was told, what was done, which operations, both chains */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentReport"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/{id}/silence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Nobody is told of it until an end; it stays in the list */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Who, where the key is shared; who is signed in is known */
                        by?: string;
                        reason: string;
                        /**
                         * Format: date-time
                         * @description At most 30 days from now
                         */
                        until: string;
                        /** @description Every alert of its type, and not only about this subject */
                        whole_type?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Alert"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where people are told, and what was taken there last */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["AlertChannel"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/exports/{program}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules for Prometheus, the mail channels for Alertmanager, the metrics for Grafana */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    program: "prometheus" | "alertmanager" | "grafana";
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description A file of that program: JSON, which is YAML too */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What raises an alert */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["AlertRule"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alerts/rules/{alert_type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another threshold, other channels, or none at all */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    alert_type: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        enabled?: boolean;
                        for_seconds?: number;
                        recipients?: string[];
                        threshold?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AlertRule"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one person began, and another one has to end
         * @description Customers that a second officer looks at are at GET /v1/customers: they have a `first_look`.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Approvals"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done, newest first */
        get: {
            parameters: {
                query?: {
                    action?: string;
                    /** @description `system`, `api:operator`, a contract, or an address */
                    actor?: string;
                    before?: number;
                    /** @description Of an operation, or of a request */
                    correlation_id?: string;
                    limit?: number;
                    /** @description Stellar address */
                    user?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditPage"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A range of the log, in its order */
        get: {
            parameters: {
                query: {
                    from: number;
                    through: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["AuditEntry"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forgets whom commitments to this address are to; the log keeps its proofs */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        address: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            found: boolean;
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/proof/{operation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** That an operation is in the log: C2SP tlog-proofs, one after another */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    operation: components["schemas"]["Hash"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The proofs */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/plain": string;
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the audit log is signed */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditStatus"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Customers in a status, who waits longest first */
        get: {
            parameters: {
                query?: {
                    /** @description The id of the last one of the page before */
                    after?: string;
                    limit?: number;
                    status?: "NEEDS_INFO" | "PROCESSING" | "ACCEPTED" | "REJECTED";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["CustomerForReview"][];
                        };
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerForReview"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A document */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    file: string;
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept, reject, or ask for more
         * @description Accepting registers the address on the chain; above tier 2 when a second officer agrees with the first, whose answer is the customer, still `PROCESSING`. Where the services hold no officer’s key, it is `PROCESSING` until an officer has signed what registers them: `awaits_signature`. Repeated, it changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description ISO 3166-1 alpha-2; ZZ where it is not known */
                        country?: string;
                        /** @enum {string} */
                        decision: "accept";
                        /** @description Id of what the first officer said, by the second who agrees */
                        first_look?: string;
                        /** @description Why; asked for where two officers decide, and told to the second */
                        note?: string;
                        revision: number;
                        /** @description Above 2 two officers open it, who are signed in */
                        tier: number;
                    } | {
                        /** @enum {string} */
                        decision: "reject";
                        message: string;
                        revision: number;
                    } | {
                        /** @enum {string} */
                        decision: "ask";
                        fields: string[];
                        message?: string;
                        revision: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CustomerForReview"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deposits, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: components["schemas"]["Outpoint"];
                    limit?: number;
                    state?: components["schemas"]["DepositState"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DepositPage"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Look again at a payment now
         * @description Deposits are found without this. It only hurries the next look, and changes nothing when repeated.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        outpoint: components["schemas"]["Outpoint"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Deposit"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deposits/{outpoint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One deposit with its timeline */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    outpoint: components["schemas"]["Outpoint"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DepositWithTimeline"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deposits/{outpoint}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One deposit, live
         * @description Server-sent events: `timeline` (with an id, one per step), `state` (whenever anything changes, confirmations among it), `end` after the last step. A reader that was cut off sends `Last-Event-ID` and misses nothing; 204 says that nothing is left.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The stream goes on behind this event */
                    "last-event-id"?: string;
                };
                path: {
                    outpoint: components["schemas"]["Outpoint"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing is left */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deposits/{outpoint}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keep what is owed back from being paid, or let it be paid again */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    outpoint: components["schemas"]["Outpoint"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        held: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Deposit"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deposits/{outpoint}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a deposit paid back that the contracts refuse
         * @description Custodians decide each for itself whether it may not become tokens. Repeated, it changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    outpoint: components["schemas"]["Outpoint"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never> | null;
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Deposit"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened on both chains, in one order
         * @description With `Accept: text/event-stream` a stream of server-sent events, each with its `sequence` as id: a reader that was cut off sends `Last-Event-ID` and misses nothing. With `Upgrade: websocket` and the subprotocol `cloudevents.json` a WebSocket that has one event in each text frame, goes on behind `after`, and says why it ends: 1001 come back, 1003 it only tells, 1008 too slow, 1011 a fault of ours. Otherwise a page. Events are CloudEvents 1.0; /asyncapi.json says what each holds.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Events behind this place. Absent: a page begins with the first that the archive has not alone, a stream with what comes */
                    after?: string;
                    limit?: number;
                    subject?: string;
                    /** @description Of these types only; may be given several times */
                    type?: string | string[];
                };
                header?: {
                    accept?: string;
                    "last-event-id"?: string;
                    /** @description Of a WebSocket: `cloudevents.json` */
                    "sec-websocket-protocol"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventPage"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/consumers/{name}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has a reader of the bus stay where it is */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventBusStatus"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/consumers/{name}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has it handle a range once more */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        from: string;
                        through: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventBusStatus"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/consumers/{name}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has it go on */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventBusStatus"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/consumers/{name}/seek": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Has it go on behind this place */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        position: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventBusStatus"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/reread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads once more the events that nobody could read, by what contracts and build say now */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventBusStatus"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                410: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/schemas/{type}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** JSON Schema of what an event holds */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    type: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the bus is, and who reads it */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventBusStatus"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is exchanged here, at what price, and who says so */
        get: {
            parameters: {
                query?: {
                    user?: components["schemas"]["UserAddress"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Exchange"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was exchanged, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: components["schemas"]["Hash"];
                    limit?: number;
                    user?: components["schemas"]["UserAddress"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExchangePage"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Send a signed exchange
         * @description Only the transaction that was prepared, or one like it, is sent on. Sending it again answers the same; 202 says that the network has not decided yet: send it again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description base64 XDR, signed */
                        envelope: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubmittedExchange"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubmittedExchange"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One exchange */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["schemas"]["Hash"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExchangeRecord"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The exchange as a transaction for the user’s wallet to sign
         * @description Nothing has happened yet. What the contracts would refuse is refused here, with what to do.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amount: components["schemas"]["UnitsAmount"];
                        /** @description Contract of the token */
                        from_token: string;
                        min_out: components["schemas"]["UnitsAmount"];
                        /** @description Contract of the token */
                        to_token: string;
                        user: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreparedExchange"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exchanges/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an exchange gives now, and whether it would be taken */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amount: components["schemas"]["UnitsAmount"];
                        /** @description Contract of the token */
                        from_token: string;
                        /** @description Contract of the token */
                        to_token: string;
                        user?: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExchangeQuote"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Holders whose movements a rule finds suspicious; newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    state?: "open" | "closed";
                    user?: components["schemas"]["UserAddress"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Flag"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/flags/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An officer has looked at it
         * @description What was looked at is part of no further flag. The audit log, which is public, has who did, and not of whom, nor why.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Flag"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/governance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Roles, rules, limits and open proposals */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Governance"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/governance/proposals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One proposal, and what it would change */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            action: string;
                            approvals: string[];
                            approvals_missing: number;
                            /** @description ISO 8601 */
                            created_at: string;
                            /** @description What it would do */
                            description: string;
                            /** @description What it changes, as it is and as it would be, where the contracts can be asked */
                            effects: {
                                after: string;
                                before: string;
                                what: string;
                            }[];
                            executable_at: string | null;
                            /** @description ISO 8601 */
                            expires_at: string;
                            id: number;
                            objections: string[];
                            proposer: string;
                            /** @enum {string} */
                            standing: "needs-approvals" | "waiting" | "executable" | "expired" | "executed" | "cancelled";
                            standing_text: string;
                            /** @description The payload as the ledger has it: bytes in hex, cases of enums as numbers, what has parts as JSON */
                            values: string[];
                        };
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Does the API answer? */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {string} */
                            status: "ok";
                            version: string;
                        };
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a Stellar address with a KYC tier
         * @description Answers 201 for a new address and 200 for one that is registered with this tier already. Tiers above 2 are opened by two officers, after a review. Where the services hold no officer’s key, 202 says that an officer has to sign it: POST /v1/acts/prepare with `register`, or `istsi identities register`. What is sent again replaces what was asked.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        address: components["schemas"]["UserAddress"];
                        /** @description ISO 3166-1 alpha-2; ZZ where it is not known */
                        country?: string;
                        /**
                         * Format: date-time
                         * @description When the verification no longer counts; in a year if absent
                         */
                        expires_at?: string;
                        /** @description How much was verified: 0 nothing, 4 an institution */
                        tier: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AwaitedRegistration"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is in the inbox, which takes withdrawals as transfers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Null where there is none */
                            inbox: components["schemas"]["Inbox"] | null;
                        };
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/inbox/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What arrived at the inbox, and where it went from there; newest first */
        get: {
            parameters: {
                query?: {
                    /** @description The last receipt of the page before */
                    cursor?: string;
                    limit?: number;
                    state?: "received" | "withdrawing" | "withdrawn" | "returning" | "paid" | "returned" | "settled" | "kept";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["InboxReceipt"][];
                            next_cursor: string | null;
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Keys of programs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ApiKey"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Makes one
         * @description Scopes: `read` (operator), `operations` (operator), `events` (operator), `webhooks` (operator), `payments` (operator), `proofs` (operator), `alerts` (operator), `metrics` (operator), `audit` (operator), `pause` (operator), `identities` (compliance), `customers` (compliance), `returns` (compliance), `screening` (compliance).
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description After so many it is over
                         * @default 90
                         */
                        days?: number;
                        name: string;
                        /** @description Of Ed25519 or P-256: PEM, or base64 of its SubjectPublicKeyInfo. The key signs requests, and is told to nobody */
                        public_key?: string;
                        scopes: ("read" | "operations" | "events" | "webhooks" | "payments" | "proofs" | "alerts" | "metrics" | "audit" | "pause" | "identities" | "customers" | "returns" | "screening")[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApiKeyWithSecret"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes one, at once and for good */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApiKey"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new key; the one before counts beside it for a while
         * @description The new one is yours, and worth what you may do; the one before stays its maker’s.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @default 24 */
                        overlap_hours?: number;
                        /** @description The one that comes after, of a key that signs */
                        public_key?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ApiKeyWithSecret"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/local/bitcoin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test bitcoin to the deposit address of a user
         * @description Only where both networks are of this machine: elsewhere this route does not exist.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amount_sats: components["schemas"]["SatsAmount"];
                        user: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            outpoint: components["schemas"]["Outpoint"];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/local/bitcoin-addresses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An address of this machine’s own Bitcoin wallet
         * @description Only where both networks are of this machine: elsewhere this route does not exist.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            address: string;
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/local/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mine a block
         * @description Only where both networks are of this machine: elsewhere this route does not exist.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            height: number;
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/local/newcomers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lumens for fees, and an identity of tier 1
         * @description Only where both networks are of this machine: elsewhere this route does not exist.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        address: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the router counted, and how much is backed */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SystemMetrics"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/metrics/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One metric over time
         * @description By the minute for two days, by the quarter hour for a month, by six hours for two years.
         */
        get: {
            parameters: {
                query: {
                    /** @description Absent: a day ago */
                    from?: string;
                    /** @description Name and labels, as `/v1/metrics/series` has them */
                    series: string;
                    /** @description Absent: now */
                    through?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MetricHistory"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/metrics/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What there is a history of */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: string[];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/network": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which networks and contracts these are */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NetworkInfo"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deposits, withdrawals, returns, exchanges and payments of the reserve, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: components["schemas"]["OperationId"];
                    kind?: components["schemas"]["OperationKind"];
                    limit?: number;
                    phase?: components["schemas"]["OperationPhase"];
                    state?: string;
                    user?: components["schemas"]["UserAddress"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OperationPage"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One operation over both chains, the services and the signers, and what happens next */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["schemas"]["OperationId"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OperationDetail"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have it looked at now; the reason stands in its timeline */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: components["schemas"]["OperationId"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Operation"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/volumes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came in and went out, by day (UTC) */
        get: {
            parameters: {
                query?: {
                    days?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Volumes"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop every contract at once */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Recorded on chain */
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PauseOutcome"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Bitcoin transactions of the reserve, every version, newest first */
        get: {
            parameters: {
                query?: {
                    batch?: components["schemas"]["Hash"];
                    cursor?: components["schemas"]["Hash"];
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentPage"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{txid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One version of a payment, with the timeline of its batch */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    txid: components["schemas"]["Hash"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentWithTimeline"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{txid}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel an authorized payment
         * @description Plans a version of it that pays only the reserve, dearer than all before, out of the reserve’s surplus. When that one confirms, the withdrawals are pending again. Answers that version; asked again, the same.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    txid: components["schemas"]["Hash"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Payment"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{txid}/psbt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The payment for an offline signer */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    txid: components["schemas"]["Hash"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentPsbt"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/{txid}/signatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add what an offline signer has signed
         * @description Every signature is verified. Adding the same file again changes nothing.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    txid: components["schemas"]["Hash"];
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * Format: byte
                         * @description base64
                         */
                        psbt: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PaymentPsbt"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Bitcoin held against the books, to the satoshi: newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: string;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReconciliationPage"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Hold both chains against each other now */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never> | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Reconciliation"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reconciliations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One reconciliation */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Reconciliation"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registrations/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** No longer ask officers to register an address */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    address: components["schemas"]["UserAddress"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reserves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Bitcoin held against iSTSi issued */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Reserves"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reserves/proofs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proofs of reserves, newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ReserveProof"][];
                        };
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Make a proof of reserves now */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never> | null;
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReserveProofOutcome"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reserves/proofs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One proof of reserves */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description Of a proof, or `latest` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ReserveProof"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reserves/proofs/{id}/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One published file of a proof */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    file: "statement.json" | "outputs.json" | "history.json" | "transactions.json" | "addresses.json" | "stellar.toml";
                    /** @description Of a proof, or `latest` */
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The file, to the byte */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            [key: string]: unknown;
                        };
                        "text/plain": string;
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refused: only governance lets the contracts work again, with keys that are not here */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never> | null;
                };
            };
            responses: {
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the signed address of a return
         * @description Only the transaction that was prepared, or one like it, is sent on. Sending it again answers the same; 202 says that the network has not decided yet: send it again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description base64 XDR, signed */
                        envelope: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubmittedReturn"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubmittedReturn"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/returns/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Where a deposit is paid back to, as a transaction for its owner’s wallet to sign
         * @description Nothing has happened yet. Until its payment is authorized another address can be named.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        bitcoin_address: string;
                        max_fee_sats?: components["schemas"]["SatsAmount"];
                        outpoint: components["schemas"]["Outpoint"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreparedWithdrawal"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/screening/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deposits and withdrawals that somebody’s list holds or held; newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    state?: "open" | "released";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["ScreeningCase"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/screening/cases/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lets the operation go on, as far as this case held it
         * @description Who decides it, and why, is in the audit log for good.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ScreeningCase"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whatever a text names: operation, outpoint, transaction, address, proposal, proof */
        get: {
            parameters: {
                query: {
                    q: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SearchResult"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/security-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The security keys of who is signed in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["SecurityKey"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /** Add the key that was made */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        credential: components["schemas"]["MadeCredential"];
                        name: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SecurityKey"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/security-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove one */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/security-keys/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a browser makes a security key with
         * @description The first one the wallet’s session adds; another one who has shown one of them within five minutes.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            options: {
                                challenge: string;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/security-keys/resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose keys are said to be lost, and wait for a second person */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["SecurityKeyReset"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Say that somebody else has lost their security keys
         * @description It waits for a second person, for a day. Nobody asks for themselves.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account: components["schemas"]["Account"];
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SecurityKeyReset"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/security-keys/resets/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree that they are lost
         * @description All their keys are over at once; their wallet adds a first one again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: unknown;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SecurityKeyReset"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Sets a cookie for pages of this server; programs use `token` as a bearer token.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description The challenge, signed */
                        envelope: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            account: components["schemas"]["Account"];
                            /** @description What these roles may sign */
                            acts: ("propose" | "administer" | "approve" | "execute" | "cancel" | "pause" | "ask-pause" | "set-mode" | "resolve" | "propose-return" | "approve-return" | "hold-return" | "release-return" | "freeze" | "unfreeze" | "start-review" | "end-review" | "set-tier" | "register" | "renew" | "request-recovery" | "stop-recovery" | "finish-recovery")[];
                            expires_at: string;
                            /** @description What they may make keys of programs for */
                            key_scopes: ("read" | "operations" | "events" | "webhooks" | "payments" | "proofs" | "alerts" | "metrics" | "audit" | "pause" | "identities" | "customers" | "returns" | "screening")[];
                            roles: components["schemas"]["AdminRole"][];
                            /** @description What they open that is not everybody’s, as this description names it */
                            routes: string[];
                            /** @description The security key. Until it is shown where it is needed, nothing but that is open */
                            second_factor: {
                                /** @description One is added */
                                enrolled: boolean;
                                /** @description Until then it counts for what cannot be undone */
                                fresh_until: string | null;
                                /** @description The role has to have a security key */
                                required: boolean;
                                /** @enum {string} */
                                state: "not-needed" | "needed" | "shown";
                            };
                            token: string;
                        };
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a wallet signs to sign in
         * @description A transaction that no network can include (SEP-10). It ends after five minutes and counts once.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        account: components["schemas"]["Account"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            envelope: string;
                            expires_at: string;
                            network_passphrase: string;
                        };
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Sign out */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a security key of yours answers */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            options: {
                                challenge: string;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show a security key */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        credential: components["schemas"]["AnsweredCredential"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Session"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/refusals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often somebody was not let in, since the start */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            refusals: {
                                [key: string]: number;
                            };
                        };
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who could sign now, by their heartbeats */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Signers"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sponsorship": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether somebody pays for holders without lumens, and what is left of it */
        get: {
            parameters: {
                query?: {
                    account?: components["schemas"]["UserAddress"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Sponsorship"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sponsorship/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a signed call paid for and sent
         * @description Only what was prepared, or one like it, is paid for: a transfer, a withdrawal or an exchange of its own signer. Sending it again answers the same; 202 says that the network has not decided yet: send it again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description base64 XDR of the SorobanAuthorizationEntry, signed */
                        authorization: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SponsoredCall"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SponsoredCall"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sponsorship/exchanges/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An exchange for a holder without lumens to authorize
         * @description Nothing has happened yet. The holder’s wallet signs the entry and nothing else; the transaction, and its fee, are the sponsor’s. What the contracts would refuse, and what nobody would pay for, is refused here, with what to do.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amount: components["schemas"]["UnitsAmount"];
                        /** @description Contract of the token */
                        from_token: string;
                        min_out: components["schemas"]["UnitsAmount"];
                        /** @description Contract of the token */
                        to_token: string;
                        user: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SponsoredExchange"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sponsorship/passkey-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the account of a passkey made
         * @description At the address that `passkey_deployer` of GET /v1/sponsorship and the salt determine (CAP-46-02), which the registry must know. Nobody but the passkey has a right in it. Sending it again answers the same.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Of the passkey, on secp256r1 (ES256), uncompressed (SEC 1) */
                        public_key: string;
                        salt: components["schemas"]["Hash"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PasskeyAccount"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PasskeyAccount"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sponsorship/passkey-accounts/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which passkey signs for an account */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    address: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PasskeyAccount"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sponsorship/transfers/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A transfer for a holder without lumens to authorize
         * @description Nothing has happened yet. The holder’s wallet signs the entry and nothing else; the transaction, and its fee, are the sponsor’s. What the contracts would refuse, and what nobody would pay for, is refused here, with what to do.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amount_sats: components["schemas"]["SatsAmount"];
                        from: components["schemas"]["UserAddress"];
                        to: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SponsoredTransfer"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sponsorship/withdrawals/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A withdrawal for a holder without lumens to authorize
         * @description Nothing has happened yet. The holder’s wallet signs the entry and nothing else; the transaction, and its fee, are the sponsor’s. What the contracts would refuse, and what nobody would pay for, is refused here, with what to do.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amount_sats: components["schemas"]["SatsAmount"];
                        bitcoin_address: string;
                        max_fee_sats?: components["schemas"]["SatsAmount"];
                        user: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SponsoredWithdrawal"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How is every part? */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Status"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/track/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an outpoint, txid or withdrawal id is: no key is needed */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Tracked"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a signed transfer
         * @description Only the transaction that was prepared, or one like it, is sent on. Sending it again answers the same; 202 says that the network has not decided yet: send it again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description base64 XDR, signed */
                        envelope: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubmittedTransfer"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubmittedTransfer"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/transfers/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A transfer as a transaction for the holder’s wallet to sign
         * @description Nothing has happened yet. What the contracts would refuse is refused here, with what to do.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amount_sats: components["schemas"]["SatsAmount"];
                        from: components["schemas"]["UserAddress"];
                        to: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreparedTransfer"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{address}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** KYC status and balance */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    address: components["schemas"]["UserAddress"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["User"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{address}/deposit-address": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The Bitcoin address that is this user’s for good */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    address: components["schemas"]["UserAddress"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DepositAddress"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{address}/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user’s deposits, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: components["schemas"]["Outpoint"];
                    limit?: number;
                };
                header?: never;
                path: {
                    address: components["schemas"]["UserAddress"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DepositPage"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{address}/deposits/pending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Payments to the user that are announced and in no block yet, newest first */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    address: components["schemas"]["UserAddress"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["PendingPayment"][];
                        };
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{address}/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The user’s withdrawals, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: components["schemas"]["Hash"];
                    limit?: number;
                };
                header?: never;
                path: {
                    address: components["schemas"]["UserAddress"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WithdrawalPage"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where events are sent */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["Webhook"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Has events sent to a URL
         * @description Each event is posted as a CloudEvent, signed with HMAC-SHA256 (`v1`) and ed25519 (`v1a`) as Standard Webhooks says. Anything but 2xx within 5 seconds is tried again, nine times over a day.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        description?: string;
                        /**
                         * @description Absent: what comes from now on
                         * @enum {string}
                         */
                        from?: "first" | "now";
                        /** @description Absent: all */
                        types?: string[];
                        url: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookWithSecret"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One of them */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Webhook"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Sends nothing there any more */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent, is to be sent, and was given up; newest first */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    state?: "pending" | "delivered" | "dead";
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            items: components["schemas"]["WebhookDelivery"][];
                        };
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New keys; those before sign beside them for a day */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookWithSecret"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends the events of a range once more */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        from: string;
                        through: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Webhook"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes on after it was disabled, and tries what was given up once more */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Webhook"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends an event that says that it is a test, now */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WebhookTestOutcome"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Withdrawals, newest first */
        get: {
            parameters: {
                query?: {
                    cursor?: components["schemas"]["Hash"];
                    limit?: number;
                    state?: components["schemas"]["WithdrawalState"];
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WithdrawalPage"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Send a signed withdrawal
         * @description Only the transaction that was prepared, or one like it, is sent on. Sending it again answers the same; 202 says that the network has not decided yet: send it again.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description base64 XDR, signed */
                        envelope: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubmittedWithdrawal"];
                    };
                };
                /** @description Default Response */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SubmittedWithdrawal"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/withdrawals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One withdrawal with its timeline */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: components["schemas"]["Hash"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WithdrawalWithTimeline"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/withdrawals/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One withdrawal, live
         * @description Server-sent events: `timeline` (with an id, one per step), `state` (whenever anything changes, confirmations among it), `end` after the last step. A reader that was cut off sends `Last-Event-ID` and misses nothing; 204 says that nothing is left.
         */
        get: {
            parameters: {
                query?: never;
                header?: {
                    /** @description The stream goes on behind this event */
                    "last-event-id"?: string;
                };
                path: {
                    id: components["schemas"]["Hash"];
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Nothing is left */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/withdrawals/prepare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The withdrawal as a transaction for the user’s wallet to sign
         * @description Nothing has happened yet. What the contracts would refuse is refused here, with what to do.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amount_sats: components["schemas"]["SatsAmount"];
                        bitcoin_address: string;
                        max_fee_sats?: components["schemas"]["SatsAmount"];
                        user: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PreparedWithdrawal"];
                    };
                };
                /** @description Default Response */
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                422: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Default Response */
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/withdrawals/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a withdrawal costs and brings now, and whether it would be taken */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description Sent again with the same key within a day, the request is answered as it was the first time, and not done again */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        amount_sats: components["schemas"]["SatsAmount"];
                        bitcoin_address?: string;
                        max_fee_sats?: components["schemas"]["SatsAmount"];
                        user: components["schemas"]["UserAddress"];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WithdrawalQuote"];
                    };
                };
                /** @description Default Response */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
                /** @description Refused: the request itself, or why not now */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: string;
        ActOutcome: {
            done: boolean;
            /** @description Why the network has not decided yet */
            note: string | null;
            /** @description After a pause: registered contracts that could not be paused */
            running: string[];
            stellar_transaction: string;
        };
        ActRequest: {
            action: string;
            /** @constant */
            do: "propose";
            /** @description As `istsi governance propose` takes them */
            values: string[];
        } | {
            contract: string;
            /** @constant */
            do: "administer";
            setting: string;
            /** @description As `istsi governance propose` takes them */
            values: string[];
        } | {
            /** @enum {string} */
            do: "approve" | "execute" | "cancel";
            id: number;
        } | {
            /** @enum {string} */
            do: "pause" | "ask-pause";
            /** @description Recorded on chain */
            reason: string;
        } | {
            /** @constant */
            do: "set-mode";
            /** @enum {string} */
            mode: "Maintenance" | "Emergency";
        } | {
            /** @constant */
            do: "resolve";
            operation: components["schemas"]["Hash"];
            /** @description Recorded on chain */
            reason: string;
            /** @enum {string} */
            resolution: "Retry" | "Refund" | "MarkFailed";
        } | {
            address: string;
            /** @constant */
            do: "propose-return";
            max_fee_sats: components["schemas"]["SatsAmount"];
            outpoint: components["schemas"]["Outpoint"];
        } | {
            address: string;
            /** @constant */
            do: "approve-return";
            outpoint: components["schemas"]["Outpoint"];
        } | {
            /** @enum {string} */
            do: "hold-return" | "release-return";
            outpoint: components["schemas"]["Outpoint"];
        } | {
            /** @enum {string} */
            do: "freeze" | "unfreeze" | "start-review" | "end-review";
            /** @description Recorded on chain */
            reason: string;
            user: components["schemas"]["UserAddress"];
        } | {
            /** @constant */
            do: "set-tier";
            /** @description Recorded on chain */
            reason: string;
            /** @description Above 2, and above what it is, once two officers have accepted the customer at it */
            tier: number;
            user: components["schemas"]["UserAddress"];
        } | {
            /** @description ISO 3166-1 alpha-2; ZZ where it is not known */
            country: string;
            /** @constant */
            do: "register";
            /**
             * Format: date-time
             * @description When the verification no longer counts
             */
            expires_at: string;
            /** @description How much was verified: 0 nothing, 4 an institution */
            tier: number;
            user: components["schemas"]["UserAddress"];
        } | {
            /** @constant */
            do: "renew";
            /**
             * Format: date-time
             * @description Until when the verification counts, from now on
             */
            expires_at: string;
            /** @description Recorded on chain */
            reason: string;
            user: components["schemas"]["UserAddress"];
        } | {
            /** @constant */
            do: "request-recovery";
            /** @description Recorded on chain */
            reason: string;
            replacement: components["schemas"]["UserAddress"];
            /** @description The lost one */
            user: components["schemas"]["UserAddress"];
        } | {
            /** @constant */
            do: "stop-recovery";
            /** @description Recorded on chain */
            reason: string;
            user: components["schemas"]["UserAddress"];
        } | {
            /** @constant */
            do: "finish-recovery";
            user: components["schemas"]["UserAddress"];
        };
        /**
         * @description As the router gives them
         * @enum {string}
         */
        AdminRole: "super-admin" | "system-admin" | "compliance-officer" | "operator" | "guardian";
        Alert: {
            acknowledged_at: string | null;
            acknowledged_by: string | null;
            alert_type: string;
            assigned_at: string | null;
            assigned_by: string | null;
            /** @description Who was asked last to take care of it */
            assigned_to: string | null;
            /** @description Its condition holds no longer since then; over a minute later */
            cleared_at: string | null;
            /** @description How often it was told again because nobody acknowledged it */
            escalations: number;
            fired_at: string | null;
            id: string;
            resolved_at: string | null;
            /** @description Page that says what to do */
            runbook: string;
            /** @enum {string} */
            severity: "critical" | "warning" | "informational";
            silenced_until: string | null;
            since: string;
            /** @enum {string} */
            state: "pending" | "firing" | "resolved";
            /** @description Labels of what it is about; empty where there is only one */
            subject: string;
            summary: string;
            /** @description Of the metric, with every digit */
            value: string;
        };
        AlertChannel: {
            /** @enum {string} */
            kind: "webhook" | "email" | "dead-man";
            /** @description When the receiver itself took something last */
            last_delivered_at: string | null;
            last_error: string | null;
            name: string;
            pending: number;
        };
        AlertRule: {
            alert_type: string;
            enabled: boolean;
            for_seconds: number;
            /** @description Only series with one of these values */
            labels: {
                [key: string]: string[];
            };
            metric: string;
            /** @enum {string} */
            raised_while: "above" | "below";
            /** @description Channels; empty for those that the severity has */
            recipients: string[];
            runbook: string;
            /** @enum {string} */
            severity: "critical" | "warning" | "informational";
            /** @description In whole units of the metric */
            threshold: string;
            title: string;
        };
        AnsweredCredential: {
            clientExtensionResults: {
                [key: string]: unknown;
            };
            id: string;
            rawId: string;
            response: {
                authenticatorData: string;
                clientDataJSON: string;
                signature: string;
                userHandle?: string | null;
            } & {
                [key: string]: unknown;
            };
            /** @constant */
            type: "public-key";
        } & {
            [key: string]: unknown;
        };
        ApiKey: {
            created_at: string;
            expires_at: string;
            /** @description Until then the key before counts as well */
            former_until: string | null;
            /** @description What the key begins with */
            id: string;
            /** @description To the minute */
            last_used_at: string | null;
            /** @description Who made it or turned it last: an account, or a configured key with the beginning of its hash */
            made_by: string;
            /** @description What who asks may do with it */
            may: {
                revoke: boolean;
                rotate: boolean;
            };
            name: string;
            /** @description What verifies its signatures: SubjectPublicKeyInfo, base64 */
            public_key: string | null;
            scopes: ("read" | "operations" | "events" | "webhooks" | "payments" | "proofs" | "alerts" | "metrics" | "audit" | "pause" | "identities" | "customers" | "returns" | "screening")[];
            /** @description It signs requests (RFC 9421) with this; null: it is sent as a bearer token */
            signs_with: ("ed25519" | "ecdsa-p256-sha256") | null;
            /** @enum {string} */
            state: "live" | "expired" | "revoked";
        };
        ApiKeyWithSecret: {
            created_at: string;
            expires_at: string;
            /** @description Until then the key before counts as well */
            former_until: string | null;
            /** @description What the key begins with */
            id: string;
            /** @description Told this once; absent of one that signs */
            key?: string;
            /** @description To the minute */
            last_used_at: string | null;
            /** @description Who made it or turned it last: an account, or a configured key with the beginning of its hash */
            made_by: string;
            /** @description What who asks may do with it */
            may: {
                revoke: boolean;
                rotate: boolean;
            };
            name: string;
            /** @description What verifies its signatures: SubjectPublicKeyInfo, base64 */
            public_key: string | null;
            scopes: ("read" | "operations" | "events" | "webhooks" | "payments" | "proofs" | "alerts" | "metrics" | "audit" | "pause" | "identities" | "customers" | "returns" | "screening")[];
            /** @description It signs requests (RFC 9421) with this; null: it is sent as a bearer token */
            signs_with: ("ed25519" | "ecdsa-p256-sha256") | null;
            /** @enum {string} */
            state: "live" | "expired" | "revoked";
        };
        /** @description What one person began, and another one has to end */
        Approvals: {
            /** @description What Super Admins decide, oldest first; expired ones apart */
            proposals: components["schemas"]["Proposal"][];
            /** @description Addresses that one officer wants given up for another one of the same holder */
            recoveries: {
                by: string;
                /** @description ISO 8601 */
                ends_at: string;
                lost: string;
                /** @description Whether that moment has come, by the newest ledger’s clock */
                ready: boolean;
                /** @description From when on another officer may finish it */
                ready_at: string;
                /** @description Null while the event that says it is not read yet */
                reason: string | null;
                replacement: string;
            }[];
            /** @description Who is to be registered, or raised to a higher tier, where the services hold no officer’s key; who waits longest first, at most 100 */
            registrations: components["schemas"]["AwaitedRegistration"][];
            /** @description Deposits of nobody that one officer wants paid to an address */
            returns: {
                amount_sats: components["schemas"]["Sats"];
                /** @description ISO 8601 */
                at: string;
                bitcoin_address: string | null;
                by: string;
                max_fee_sats: components["schemas"]["Sats"];
                outpoint: components["schemas"]["Outpoint"];
                /** @description Whether that moment has come, by the newest ledger’s clock */
                ready: boolean;
                /** @description From when on another officer may agree */
                ready_at: string;
            }[];
            /** @description Somebody wants the system stopped, and another one has to stop it */
            stop: {
                /** @description ISO 8601 */
                at: string;
                by: string;
                /** @description ISO 8601 */
                ends_at: string;
                reason: string;
            } | null;
        };
        /** @description Where the archive has its whole history; null while it has nothing of it */
        Archived: {
            /** @description Which archive: its files say so in their first line */
            archive: string;
            archived_at: string;
            /** @description SHA-256, hex: what the line begins with, of it and all before it in the file */
            checksum: string;
            file: string;
            /** @description Of the file; its header is 1 */
            line: number;
            /** @description Its steps but the first and the last, and its Stellar transactions, are only there */
            pruned: boolean;
        } | null;
        AssetList: {
            assets: {
                comment: string;
                contract: string;
                decimals: number;
                domain: string;
                /** Format: starts_with */
                icon: string;
                name: string;
                org: string;
            }[];
            description: string;
            /** Format: uri */
            feedback: string;
            name: string;
            /** @enum {string} */
            network: "public" | "testnet";
            provider: string;
            version: string;
        };
        AuditEntry: {
            action: string;
            actor: string;
            at: string;
            changes: {
                [key: string]: unknown;
            } | null;
            compliance: {
                [key: string]: unknown;
            } | null;
            correlation_id: string | null;
            error: {
                condition: string;
                resolution: string | null;
            } | null;
            /** @description Place in the log */
            index: number;
            kyc: {
                [key: string]: unknown;
            } | null;
            operation: {
                id: string;
                parameters: {
                    [key: string]: unknown;
                };
                type: string;
            } | null;
            reason: string | null;
            request_id: string | null;
            source: string | null;
            user: (string) | null;
            /** @constant */
            v: 1;
        };
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            next_before: number | null;
            /** @description Whom commitments are to: sha256(salt ‖ value), as far as that is remembered */
            persons: {
                [key: string]: {
                    salt: string;
                    value: string;
                };
            };
        };
        AuditStatus: {
            /** @description What of it is written on Stellar */
            anchor: {
                /** @description Whose data entry `istsi audit log` it is */
                account: string;
                /** @description That the log is not what is written there */
                altered: string | null;
                /** @description Since which ledger it is there */
                ledger: number | null;
                /** @description Why nothing could be written the last time */
                problem: string | null;
                /** @description Entries that it is of; 0 for none */
                size: number;
            } | null;
            /** @description C2SP verifier key; null where nothing is signed */
            key: string | null;
            /** @description Why nothing is signed any more */
            problem: string | null;
            /** @description Of these, in the newest checkpoint */
            signed: number;
            signed_at: string | null;
            /** @description Entries */
            size: number;
            /** @description Who saw the log grow (C2SP tlog-witness) */
            witnesses: {
                /** @description That one of them holds another log that this one’s key signed */
                forked: string | null;
                /** @description Entries of the newest checkpoint that is; 0 for none */
                published: number;
                /** @description So many must have cosigned what is published */
                quorum: number;
                witnesses: {
                    /** @description C2SP verifier key */
                    key: string;
                    name: string;
                    /** @description Why it did not cosign the last time */
                    problem: string | null;
                    /** @description Entries that it has cosigned; 0 for none */
                    size: number;
                }[];
            } | null;
        };
        /** @description Accepted, and registered once an officer has signed it */
        AwaitedRegistration: {
            address: string;
            at: string;
            /** @description Who asked for it */
            by: string;
            country: string;
            /** @description Whose review it comes from: GET /v1/customers/{id} */
            customer: string | null;
            /** @description When the verification no longer counts */
            expires_at: string;
            /** @description Registered already, with a lower tier: what is signed is `set-tier` */
            raises: boolean;
            tier: number;
        };
        CloudEvent: {
            data: {
                [key: string]: unknown;
            };
            /** @constant */
            datacontenttype: "application/json";
            dataschema: string;
            /** @description Ledger, or height of the Bitcoin block */
            height: number;
            /** @description The same whenever the chains are read again */
            id: string;
            /** @description Place in the order, without holes */
            sequence: string;
            source: string;
            /** @constant */
            specversion: "1.0";
            /** @description The operation that it belongs to */
            subject?: string;
            time?: string;
            /** @description The trace of the operation (W3C Trace Context), for whoever goes on with it */
            traceparent?: string;
            transaction?: string;
            type: string;
        };
        ContractAuthChallenge: {
            /** @description base64 XDR of SorobanAuthorizationEntries; the first is the server’s */
            authorization_entries: string;
            network_passphrase: string;
        };
        CustomerForReview: {
            /** @description Accepted: an officer signs what registers them */
            awaits_signature: components["schemas"]["AwaitedRegistration"] | null;
            created_at: string;
            /** @description By their names in SEP-9 */
            fields: {
                [key: string]: string;
            };
            files: {
                content_type: string;
                field: string | null;
                id: string;
                size: number;
            }[];
            /** @description What one officer has said, where it takes two */
            first_look: {
                at: string;
                country: string | null;
                id: string;
                note: string;
                officer: string;
                tier: number;
            } | null;
            id: string;
            message: string | null;
            /** @description Goes with a decision: it is about what was looked at */
            revision: number;
            /** @enum {string} */
            status: "NEEDS_INFO" | "PROCESSING" | "ACCEPTED" | "REJECTED";
            /** @description G…, G…:memo or M… */
            subject: string;
            updated_at: string;
        };
        CustomerInfoNeeded: {
            fields: string[];
            /** @constant */
            type: "non_interactive_customer_info_needed";
        };
        Deposit: {
            amount_sats: components["schemas"]["Sats"];
            /** @description Block that holds the payment; null while in no block */
            bitcoin_height: number | null;
            confirmations: number;
            /** @description Null until it is known whose deposit it is */
            confirmations_required: number | null;
            created_at: string;
            /** @description Name of this operation on chain and in every record */
            operation_id: string;
            outpoint: components["schemas"]["Outpoint"];
            refusal: {
                code: string;
                message: string;
            } | null;
            /** @description How it is paid back; null while nothing is owed back */
            return: components["schemas"]["DepositReturn"] | null;
            state: components["schemas"]["DepositState"];
            stellar_transaction: string | null;
            updated_at: string;
            /** @description Null while the address that was paid belongs to nobody */
            user: string | null;
        };
        DepositAddress: {
            address: string;
            index: number;
            network: string;
        };
        DepositPage: {
            items: components["schemas"]["Deposit"][];
            /** @description Pass as `cursor` for older ones */
            next_cursor: string | null;
        };
        DepositReturn: {
            /** @description Null while nobody has named it */
            bitcoin_address: string | null;
            bitcoin_transaction: components["schemas"]["Hash"] | null;
            /** @description Its share of the fee; null while no payment is planned */
            fee_sats: components["schemas"]["Sats"] | null;
            /** @description A compliance officer keeps it from being paid */
            held: boolean;
            max_fee_sats: components["schemas"]["Sats"] | null;
            /** @description What its payment waits for */
            refusal: {
                code: string;
                message: string;
            } | null;
            /** @description Of that withdrawal */
            state: string | null;
            /** @description GET /v1/withdrawals/{id} has the payment, once it is named where to */
            withdrawal_id: components["schemas"]["Hash"];
        };
        /** @enum {string} */
        DepositState: "seen" | "confirming" | "attesting" | "submitted" | "minted" | "refused" | "orphaned" | "written-off" | "too-small" | "registering" | "returnable" | "returning" | "returned";
        DepositWithTimeline: {
            amount_sats: components["schemas"]["Sats"];
            archived: components["schemas"]["Archived"];
            /** @description Block that holds the payment; null while in no block */
            bitcoin_height: number | null;
            confirmations: number;
            /** @description Null until it is known whose deposit it is */
            confirmations_required: number | null;
            created_at: string;
            /** @description Name of this operation on chain and in every record */
            operation_id: string;
            outpoint: components["schemas"]["Outpoint"];
            refusal: {
                code: string;
                message: string;
            } | null;
            /** @description How it is paid back; null while nothing is owed back */
            return: components["schemas"]["DepositReturn"] | null;
            state: components["schemas"]["DepositState"];
            stellar_transaction: string | null;
            timeline: components["schemas"]["TimelineEntry"][];
            updated_at: string;
            /** @description Null while the address that was paid belongs to nobody */
            user: string | null;
        };
        EventBusStatus: {
            /** @description Up to here events may be in the archive alone */
            archived_through: string;
            consumers: {
                lag: string;
                name: string;
                paused: boolean;
                /** @description Events that it could not handle */
                poison: number;
                position: string;
            }[];
            discrepancies: {
                ledger: number;
                problem: string;
            }[];
            first_ledger: number | null;
            gaps: {
                from: number;
                through: number;
            }[];
            /** @description The last place in the order */
            head: string;
            /** @description Events that nobody is told of */
            kept_back: {
                id: string;
                reason: string;
            }[];
            ok: boolean;
            /** @description Why nothing goes on */
            problem: string | null;
            /** @description Up to here the events are all that the ledgers hold */
            verified_ledger: number | null;
            /** @description RPC servers that must have the same events before they are told */
            views: number;
            /** @description Events that wait for that */
            waiting: number;
        };
        EventPage: {
            items: components["schemas"]["CloudEvent"][];
            /** @description Where to go on: `after` of the next request. It moves on also while nothing that was asked for comes */
            next_after: string;
        };
        Exchange: {
            /** @description What prices are in */
            base: string;
            fee_bps: number;
            oracle: string;
            /** @description Null while the oracle has none: nothing can be exchanged then */
            price: {
                age_seconds: number;
                /** @description Beginning of the tick that it is of */
                at: string;
                /** @description In the oracle’s base, as a decimal */
                per_bitcoin: string;
            } | null;
            price_max_age_seconds: number;
            /**
             * @description `local`: a file of this machine, and no market. `reporters`: what independent reporters read
             * @enum {string}
             */
            price_source: "local" | "reporters" | "foreign";
            reporters: components["schemas"]["OracleReporter"][];
            tokens: components["schemas"]["ExchangedToken"][];
        };
        ExchangedToken: {
            /** @description Of the user who was named; null when nobody was */
            balance: string | null;
            /** @description Contract of the token */
            contract: string;
            /** @description Places behind the point of one whole */
            decimals: number;
            /** @description What can be given out now, in smallest units */
            inventory: string;
            name: string;
            symbol: string;
        };
        ExchangePage: {
            items: components["schemas"]["ExchangeRecord"][];
            /** @description Pass as `cursor` for older ones */
            next_cursor: string | null;
        };
        ExchangeQuote: {
            /** @description Smallest units of a token, as text */
            amount_in: string;
            /** @description After the fee */
            amount_out: string;
            /** @description From then on the price counts for nothing; it can change before */
            expires_at: string;
            /** @description In what is got */
            fee: string;
            /** @description Contract of the token */
            from_token: string;
            /** @description Null while the oracle has none: nothing can be exchanged then */
            price: {
                age_seconds: number;
                /** @description Beginning of the tick that it is of */
                at: string;
                /** @description In the oracle’s base, as a decimal */
                per_bitcoin: string;
            } | null;
            /**
             * @description `local`: a file of this machine, and no market. `reporters`: what independent reporters read
             * @enum {string}
             */
            price_source: "local" | "reporters" | "foreign";
            /** @description Why it would not be taken now */
            refusal: {
                code: string;
                message: string;
                remedy: string;
            } | null;
            /** @description Leaves room for a price that moves while it is signed */
            suggested_min_out: string;
            /** @description Contract of the token */
            to_token: string;
            /** @description As limits count it */
            value_sats: components["schemas"]["Sats"];
        };
        ExchangeRecord: {
            /** @description Smallest units of a token, as text */
            amount_in: string;
            /** @description Smallest units of a token, as text */
            amount_out: string;
            at: string;
            /** @description Smallest units of a token, as text */
            fee: string;
            /** @description Contract of the token */
            from_token: string;
            id: components["schemas"]["Hash"];
            stellar_transaction: components["schemas"]["Hash"];
            /** @description Contract of the token */
            to_token: string;
            user: string;
        };
        ExternalAccount: {
            chain_id: string;
            created_at: string;
            currency: string;
            id: string;
            instructions?: {
                [key: string]: {
                    description: string;
                    value: string;
                };
            };
            /** @constant */
            kind: "crypto_address";
            message?: string;
            network: string;
            /** @enum {string} */
            status: "pending" | "active" | "deactivated" | "error";
            stellar_account: string;
            /** @description By its code alone: a contract token has no issuer, and none is made up */
            stellar_asset: string;
            updated_at: string;
        };
        FirmQuote: {
            buy_amount: string;
            buy_asset: string;
            buy_delivery_method?: string;
            expires_at: string;
            fee: {
                asset: string;
                details?: {
                    amount: string;
                    description?: string;
                    name: string;
                }[];
                total: string;
            };
            id: string;
            price: string;
            sell_amount: string;
            sell_asset: string;
            sell_delivery_method?: string;
            total_price: string;
        };
        Flag: {
            /** @description When the movement was that completed it, by the chain */
            at: string;
            /** @description Null while no officer has looked at it */
            closed_at: string | null;
            closed_by: string | null;
            /** @description Enough to look for the same again */
            evidence: {
                inputs: {
                    at: string;
                    /** @description `sequence` of GET /v1/events */
                    event: string;
                    kind: string;
                    other: string | null;
                    sats: string;
                    way: string;
                }[];
                /** @description The whole rule as it was; amounts as text */
                rule: {
                    [key: string]: unknown;
                };
            };
            id: string;
            reason: string | null;
            rule: string;
            user: string;
        };
        Governance: {
            custodians: {
                addresses: string[];
                threshold: number;
            };
            limits: {
                daily_sats: components["schemas"]["Sats"];
                monthly_sats: components["schemas"]["Sats"];
                operation: string;
                per_operation_sats: components["schemas"]["Sats"];
                tier: number;
            }[];
            /** @enum {string} */
            mode: "Normal" | "Maintenance" | "Emergency";
            paused: boolean;
            people: {
                address: string;
                roles: components["schemas"]["AdminRole"][];
            }[];
            /** @description What is open, oldest first */
            proposals: components["schemas"]["Proposal"][];
            rules: {
                delay_seconds: number;
                expiry_seconds: number;
                threshold: number;
            };
        };
        Hash: string;
        Inbox: {
            /** @description The account that withdrawals are sent to, each with an id of its own (M…) */
            address: string;
            balance_sats: components["schemas"]["Sats"];
            /** @description What wallets were told to send, and did not yet */
            expected_sats: components["schemas"]["Sats"];
            /** @description So much is asked of everybody together at a time */
            most_held_sats: components["schemas"]["Sats"];
            /** @description By state: GET /v1/operations?kind=inbox lists them */
            receipts: {
                [key: string]: number;
            };
            /** @description Of its identity; null: it is not registered, and takes nothing */
            status: string | null;
            /** @description Balance less what is waiting; also, for a moment, what just arrives or leaves */
            unexplained_sats: string;
            /** @description What arrived, and is neither withdrawn nor returned */
            waiting_sats: components["schemas"]["Sats"];
        };
        InboxReceipt: {
            /** @description In the token’s own units */
            amount: string;
            /** @description Of iSTSi; null of any other token */
            amount_sats: components["schemas"]["Sats"] | null;
            /** @description Who sent it */
            from: string;
            /** @description As GET /v1/operations/{id} knows it */
            id: string;
            /** @description The 64 bits of the address (M…) that it was sent to; null: none */
            muxed_id: string | null;
            /** @description That withdrew it, and then the one that returned it */
            outcome_transaction: string | null;
            /** @description Why it goes back, or went; null where it does not */
            reason: {
                code: string;
                message: string;
            } | null;
            received_at: string;
            /** @enum {string} */
            state: "received" | "withdrawing" | "withdrawn" | "returning" | "paid" | "returned" | "settled" | "kept";
            /** @description That brought it */
            stellar_transaction: string;
            /** @description The contract of what was sent */
            token: string;
            /** @description What it became */
            withdrawal_id: string | null;
        };
        IncidentReport: {
            alert: components["schemas"]["Alert"];
            chains: {
                /** @description Blocks */
                bitcoin: {
                    from: string;
                    /** @description As the node has it when the report is made; null where it does not say */
                    from_hash: string | null;
                    through: string;
                    through_hash: string | null;
                } | null;
                /** @description Ledgers */
                stellar: {
                    from: string;
                    /** @description As the node has it when the report is made; null where it does not say */
                    from_hash: string | null;
                    through: string;
                    through_hash: string | null;
                } | null;
            };
            /** @description Sources that knew more than is told here */
            cut_short: string[];
            from: string;
            /** @description Those that the timeline names */
            operations: string[];
            through: string;
            /** @description Oldest first */
            timeline: {
                at: string;
                detail: {
                    [key: string]: string;
                };
                /** @enum {string} */
                source: "alert" | "message" | "audit" | "operation";
                /** @description The alert, channel, operation or correlation id that it is about */
                subject: string | null;
                what: string;
            }[];
        };
        MadeCredential: {
            clientExtensionResults: {
                [key: string]: unknown;
            };
            id: string;
            rawId: string;
            response: {
                attestationObject: string;
                clientDataJSON: string;
                transports?: string[];
            } & {
                [key: string]: unknown;
            };
            /** @constant */
            type: "public-key";
        } & {
            [key: string]: unknown;
        };
        MetricHistory: {
            points: {
                at: string;
                /** @description With every digit */
                last: string;
                /** @description With every digit */
                least: string;
                /** @description With every digit */
                most: string;
            }[];
            series: string;
            /** @description What one point is of */
            span_seconds: number;
        };
        NetworkInfo: {
            bitcoin: {
                network: string;
            };
            /** @description Contract ids by name */
            contracts: {
                [key: string]: string;
            };
            /** @description Of every epoch of the custody, oldest first: deposit addresses are of the last, by the user’s index */
            descriptors: string[];
            /** @description Both networks are of this machine, and the routes below /v1/local are there */
            local: boolean;
            /** @description Whom the pages of this service may ask beside it; of each kind the first unless somebody names another */
            page_nodes: {
                /** @description Esplora servers: where the paths of their API begin */
                bitcoin: string[];
                /** @description Stellar RPCs */
                stellar: string[];
            };
            stellar: {
                network_passphrase: string;
            };
        };
        Operation: {
            amount_sats: components["schemas"]["Sats"] | null;
            bitcoin_height: number | null;
            bitcoin_transaction: string | null;
            /** @description ISO 8601 */
            created_at: string;
            failures: number;
            /** @description Outpoint of a deposit; 64 hex digits of everything else */
            id: string;
            kind: components["schemas"]["OperationKind"];
            phase: components["schemas"]["OperationPhase"];
            /** @description What is in its way */
            refusal: {
                code: string;
                message: string;
            } | null;
            state: string;
            stellar_transaction: string | null;
            /** @description ISO 8601 */
            updated_at: string;
            user: string | null;
        };
        OperationDetail: {
            amount_sats: components["schemas"]["Sats"] | null;
            archived: components["schemas"]["Archived"];
            bitcoin_height: number | null;
            bitcoin_transaction: string | null;
            /** @description ISO 8601 */
            created_at: string;
            failures: number;
            /** @description Outpoint of a deposit; 64 hex digits of everything else */
            id: string;
            kind: components["schemas"]["OperationKind"];
            /** @description What happens next, and when */
            next: {
                at: string | null;
                text: string;
            };
            /** @description As the router and the events name it */
            operation_id: string | null;
            phase: components["schemas"]["OperationPhase"];
            /** @description What is in its way */
            refusal: {
                code: string;
                message: string;
            } | null;
            related: {
                id: string;
                /** @enum {string} */
                relation: "pays" | "paid-by" | "returns" | "returned-by" | "version" | "withdrawn-as";
            }[];
            state: string;
            stellar_transaction: string | null;
            submissions: {
                /** @description ISO 8601 */
                created_at: string;
                /** @description base64 XDR */
                envelope: string;
                fate: string;
                hash: string;
                purpose: string;
            }[];
            timeline: {
                at: string | null;
                detail: {
                    [key: string]: string;
                };
                id: string;
                /** @enum {string} */
                source: "bitcoin" | "services" | "signers" | "stellar";
                transaction: string | null;
                what: string;
            }[];
            /** @description ISO 8601 */
            updated_at: string;
            user: string | null;
        };
        OperationId: components["schemas"]["Outpoint"] | components["schemas"]["Hash"];
        /** @enum {string} */
        OperationKind: "deposit" | "withdrawal" | "return" | "payment" | "sweep" | "exchange" | "inbox";
        OperationPage: {
            items: components["schemas"]["Operation"][];
            next_cursor: string | null;
        };
        /** @enum {string} */
        OperationPhase: "open" | "attention" | "done";
        OracleReporter: {
            address: string;
            ok: boolean;
            /** @description Of one bitcoin, what its sources agree on now */
            price: string | null;
            problem: string | null;
            sources: {
                at: string | null;
                kind: string;
                name: string;
                /** @description As it was written */
                price: string | null;
                /** @description Why it does not count */
                problem: string | null;
            }[];
            /** @description In its own signed words; null where it cannot be asked */
            state: string | null;
            /** @description What it said last */
            word: {
                at: string;
                price: string;
                stellar_transaction: components["schemas"]["Hash"];
            } | null;
        };
        /** @description Bitcoin transaction id and output number */
        Outpoint: string;
        PasskeyAccount: {
            address: string;
            /** @description Whose passkey signs for it, as the contract has it on the ledger */
            public_key: string;
            /**
             * @description `pending`: the network has not said yet, send it again
             * @enum {string}
             */
            state: "done" | "pending";
        };
        PauseOutcome: {
            paused: boolean;
            /** @description Registered contracts that could not be paused; the router, which does not run, calls none of them */
            running?: string[];
            stellar_transaction: string;
        };
        Payment: {
            /** @description The txid of its first version */
            batch: components["schemas"]["Hash"];
            /** @enum {string} */
            batch_state: "planned" | "paying" | "completed" | "buried";
            bitcoin_height: number | null;
            broadcast_height: number | null;
            /** @description The version that was settled on chain */
            completed_by: components["schemas"]["Hash"] | null;
            confirmations: number;
            confirmations_required: number | null;
            created_at: string;
            /** @description Why its fee is not raised, while it should be */
            fee_note: string | null;
            fee_sats: components["schemas"]["Sats"];
            /** @enum {string} */
            kind: "payment" | "sweep";
            refusal: {
                code: string;
                message: string;
            } | null;
            signed_by: string[];
            /** @enum {string} */
            state: "planned" | "authorized" | "signed" | "refused";
            txid: components["schemas"]["Hash"];
            updated_at: string;
            vbytes: number | null;
            /** @description Counts from 1; each replaces the one before it with a higher fee */
            version: number;
            /** @description In the order of its outputs */
            withdrawals: components["schemas"]["Hash"][];
        };
        PaymentPage: {
            items: components["schemas"]["Payment"][];
            next_cursor: string | null;
        };
        PaymentPsbt: {
            needed: number;
            /** @description base64 (BIP-174, version 0) */
            psbt: string;
            /** @description How many are there */
            signatures: number;
            txid: components["schemas"]["Hash"];
            version: number;
            /** @description What it pays, before fees, in the order of its outputs */
            withdrawals: {
                amount_sats: components["schemas"]["Sats"];
                id: components["schemas"]["Hash"];
                max_fee_sats: components["schemas"]["Sats"];
                /** @description hex */
                script: string;
            }[];
        };
        PaymentWithTimeline: {
            archived: components["schemas"]["Archived"];
            /** @description The txid of its first version */
            batch: components["schemas"]["Hash"];
            /** @enum {string} */
            batch_state: "planned" | "paying" | "completed" | "buried";
            bitcoin_height: number | null;
            broadcast_height: number | null;
            /** @description The version that was settled on chain */
            completed_by: components["schemas"]["Hash"] | null;
            confirmations: number;
            confirmations_required: number | null;
            created_at: string;
            /** @description Why its fee is not raised, while it should be */
            fee_note: string | null;
            fee_sats: components["schemas"]["Sats"];
            /** @enum {string} */
            kind: "payment" | "sweep";
            refusal: {
                code: string;
                message: string;
            } | null;
            signed_by: string[];
            /** @enum {string} */
            state: "planned" | "authorized" | "signed" | "refused";
            timeline: components["schemas"]["TimelineEntry"][];
            txid: components["schemas"]["Hash"];
            updated_at: string;
            vbytes: number | null;
            /** @description Counts from 1; each replaces the one before it with a higher fee */
            version: number;
            /** @description In the order of its outputs */
            withdrawals: components["schemas"]["Hash"][];
        };
        PendingPayment: {
            amount_sats: components["schemas"]["Sats"];
            outpoint: components["schemas"]["Outpoint"];
            /** @description When it was announced first, as far as is known here */
            seen_at: string;
            /**
             * @description `gone`: it left the memory pool and is in no block: replaced by its sender, or dropped
             * @enum {string}
             */
            state: "waiting" | "gone";
        };
        PreparedAct: {
            /** @description Of a decision: what is decided, which a signature names by its number alone */
            decides: {
                action: string;
                /** @description The payload as the ledger has it: bytes in hex, cases of enums as numbers, what has parts as JSON */
                values: string[];
            } | null;
            /** @description Of a decision: what the router would do */
            description: string | null;
            /** @description What it changes, as it is and as it would be, where the contracts can be asked */
            effects: {
                after: string;
                before: string;
                what: string;
            }[];
            /** @description base64 XDR, unsigned */
            envelope: string;
            network_passphrase: string;
            stellar_fee_stroops: string;
            stellar_transaction: string;
            /** @description ISO 8601 */
            valid_until: string;
        };
        PreparedExchange: {
            /** @description Smallest units of a token, as text */
            amount_in: string;
            /** @description By the price of now */
            amount_out: string;
            /** @description Seconds of ledger time: the contract refuses it afterwards */
            deadline: string;
            /** @description base64 XDR of the transaction to sign with the user’s key (SEP-7, SEP-43) */
            envelope: string;
            /** @description Contract of the token */
            from_token: string;
            /** @description Smallest units of a token, as text */
            min_out: string;
            network_passphrase: string;
            /** @description What the user’s account pays to the Stellar network at most */
            stellar_fee_stroops: string;
            stellar_transaction: components["schemas"]["Hash"];
            /** @description Contract of the token */
            to_token: string;
            valid_until: string;
        };
        PreparedTransfer: {
            amount_sats: components["schemas"]["Sats"];
            /** @description base64 XDR of the transaction to sign with the holder’s key (SEP-7, SEP-43) */
            envelope: string;
            network_passphrase: string;
            /** @description What the holder’s account pays to the Stellar network at most */
            stellar_fee_stroops: string;
            stellar_transaction: components["schemas"]["Hash"];
            to: string;
            valid_until: string;
        };
        PreparedWithdrawal: {
            amount_sats: components["schemas"]["Sats"];
            arrives_at_least_sats: components["schemas"]["Sats"];
            /** @description base64 XDR of the transaction to sign with the user’s key (SEP-7, SEP-43) */
            envelope: string;
            max_fee_sats: components["schemas"]["Sats"];
            network_passphrase: string;
            /** @description What the user’s account pays to the Stellar network at most */
            stellar_fee_stroops: string;
            stellar_transaction: components["schemas"]["Hash"];
            valid_until: string;
            withdrawal_id: components["schemas"]["Hash"];
        };
        Problem: {
            /** @description What to do */
            action: string;
            /** @description Stable name for programs */
            code: string;
            /** @description The part of the system that refused */
            component: string;
            detail: string;
            errors?: {
                field: string;
                problem: string;
            }[];
            request_id: string;
            status: number;
            title: string;
            /** @description Where the problem is explained */
            type: string;
        };
        Proposal: {
            action: string;
            approvals: string[];
            approvals_missing: number;
            /** @description ISO 8601 */
            created_at: string;
            /** @description What it would do */
            description: string;
            executable_at: string | null;
            /** @description ISO 8601 */
            expires_at: string;
            id: number;
            objections: string[];
            proposer: string;
            /** @enum {string} */
            standing: "needs-approvals" | "waiting" | "executable" | "expired" | "executed" | "cancelled";
            standing_text: string;
            /** @description The payload as the ledger has it: bytes in hex, cases of enums as numbers, what has parts as JSON */
            values: string[];
        };
        QuoteInfo: {
            assets: {
                asset: string;
                buy_delivery_methods?: {
                    description: string;
                    name: string;
                }[];
                country_codes?: string[];
                sell_delivery_methods?: {
                    description: string;
                    name: string;
                }[];
            }[];
        };
        QuotePrice: {
            buy_amount: string;
            fee: {
                asset: string;
                details?: {
                    amount: string;
                    description?: string;
                    name: string;
                }[];
                total: string;
            };
            price: string;
            sell_amount: string;
            total_price: string;
        };
        QuotePrices: {
            buy_assets?: {
                asset: string;
                decimals: number;
                price: string;
            }[];
            sell_assets?: {
                asset: string;
                decimals: number;
                price: string;
            }[];
        };
        Reconciliation: {
            began_at: string;
            bitcoin_block: {
                hash: string;
                height: number;
            } | null;
            /** @description Searched for among all unspent outputs, or asked for one by one as the watcher has seen them */
            coin_source: ("scanned" | "watched") | null;
            /** @description What nothing explains first; the 200 most important ones */
            differences: components["schemas"]["ReconciliationDifference"][];
            differences_in_all: number;
            disagreements: {
                /** @enum {string} */
                chain: "stellar" | "bitcoin";
                first: string;
                second: string;
                what: string;
            }[];
            ended_at: string;
            figures: components["schemas"]["ReconciliationFigures"] | null;
            id: string;
            /**
             * @description `unknown` is neither well nor wrong: see `unknown` and `disagreements`
             * @enum {string}
             */
            outcome: "balanced" | "difference" | "unknown";
            stellar_ledger: {
                hash: string;
                sequence: number;
            } | null;
            unexplained_sats: components["schemas"]["Sats"];
            unknown: {
                what: string;
                why: string;
            }[];
            /** @description Servers that were asked */
            views: {
                bitcoin: number;
                stellar: number;
            };
        };
        ReconciliationDifference: {
            /** @enum {string} */
            comparison: "coins" | "outputs" | "owed" | "supply" | "backing";
            detail: string;
            /** @enum {string} */
            explanation: "unconfirmed" | "mint-pending" | "payout-pending" | "in-flight" | "written-off" | "unexplained";
            sats: components["schemas"]["SignedSats"];
            state: string | null;
            /** @description The output, or the figure, that it is of */
            subject: string;
        };
        ReconciliationFigures: {
            /** @description All balances, added up */
            balances_sats: components["schemas"]["Sats"];
            /** @description As the reserve manager counts them */
            books: {
                count: number;
                sats: components["schemas"]["Sats"];
            };
            /** @description Unspent at the custody’s addresses, on Bitcoin */
            coins: {
                count: number;
                sats: components["schemas"]["Sats"];
            };
            open_withdrawals: {
                count: number;
                sats: components["schemas"]["Sats"];
            };
            /** @description To withdrawals and returns that are open, and for fees */
            owed_sats: components["schemas"]["Sats"];
            /** @description Deep enough, and not minted yet */
            pending_mints: {
                count: number;
                sats: components["schemas"]["Sats"];
            };
            returnables: {
                count: number;
                sats: components["schemas"]["Sats"];
            };
            /** @description As the token counts it */
            supply_sats: components["schemas"]["Sats"];
        };
        ReconciliationPage: {
            /** @description From two on, nothing is minted */
            differences_in_a_row: number;
            items: components["schemas"]["Reconciliation"][];
            next_cursor: string | null;
            unknown_in_a_row: number;
        };
        ReserveProof: {
            bitcoin_block: string;
            bitcoin_height: number;
            /** @description Each is at …/proofs/{id}/{file} */
            files: string[];
            id: string;
            /** @description Bitcoin outputs of the reserve */
            outputs: number;
            /** @description To withdrawals that are not paid yet, and for fees */
            owed_sats: components["schemas"]["Sats"];
            published_at: string;
            reserves_sats: components["schemas"]["Sats"];
            stellar_ledger: number;
            /** @description In which custodians attested it */
            stellar_transaction: string | null;
            supply_sats: components["schemas"]["Sats"];
        };
        ReserveProofOutcome: {
            proof: components["schemas"]["ReserveProof"] | null;
            /** @description Why there is none: the chains are between two states, or custodians refused */
            reason: string | null;
            /** @enum {string} */
            state: "published" | "waiting" | "refused";
        };
        Reserves: {
            /** @description The last Bitcoin block that the books were compared with */
            compared_height: number | null;
            /** @description Bitcoin paid to it counts as reserve and mints nothing */
            fill_address: string | null;
            /** @description Of these, not there on Bitcoin as of `compared_height` */
            missing_sats: components["schemas"]["Sats"];
            /** @description What everybody is paid of what they burn; 10000 = 100 % */
            redemption_rate_bps: number;
            /** @description Of what is there on Bitcoin, rounded down; 10000 = 100 %; null while nothing is minted, and while the node has blocks that were not searched */
            reserve_ratio_bps: number | null;
            /** @description As the contract’s books have it */
            reserves_sats: components["schemas"]["Sats"];
            /** @description Issued, and no coin stands for it: until it is filled, payments wait */
            short_sats: components["schemas"]["Sats"];
            supply_sats: components["schemas"]["Sats"];
        };
        /**
         * @description Satoshis, as text
         * @example 150000
         */
        Sats: string;
        /**
         * @description Satoshis, as text
         * @example 150000
         */
        SatsAmount: string;
        ScreeningCase: {
            /** @description The one that is listed: the deposit comes from it, or the withdrawal goes there. `script …` for one that has no address */
            address: string;
            id: string;
            /** @enum {string} */
            kind: "deposit" | "withdrawal";
            opened_at: string;
            /** @description Outpoint of the deposit, or id of the withdrawal */
            operation: string;
            /** @description Whose list it is; `no-address` where nobody can be asked */
            provider: string;
            reason: string | null;
            reference: string | null;
            /** @description Null while the operation is held */
            released_at: string | null;
            released_by: string | null;
        };
        SearchResult: {
            items: {
                id: string;
                /** @enum {string} */
                kind: "operation" | "user" | "proposal" | "contract" | "event" | "proof";
                title: string;
            }[];
        };
        SecurityKey: {
            /** @description ISO 8601 */
            created_at: string;
            /** @description The site that it is for */
            domain: string;
            id: string;
            last_used_at: string | null;
            name: string;
            /**
             * @description `suspended`: it counted backwards, so there may be a copy
             * @enum {string}
             */
            state: "live" | "suspended";
        };
        SecurityKeyReset: {
            account: components["schemas"]["Account"];
            /** @description ISO 8601 */
            asked_at: string;
            asked_by: components["schemas"]["Account"];
            /** @description ISO 8601 */
            ends_at: string;
            id: string;
            reason: string;
        };
        Sep12Customer: {
            /** @description What is missing, by its name in SEP-9 */
            fields?: {
                [key: string]: {
                    description: string;
                    optional?: boolean;
                    /** @enum {string} */
                    type: "string" | "binary" | "number" | "date";
                };
            };
            id?: string;
            message?: string;
            provided_fields?: {
                [key: string]: {
                    description: string;
                    optional?: boolean;
                    /** @enum {string} */
                    status: "ACCEPTED" | "PROCESSING" | "REJECTED";
                    /** @enum {string} */
                    type: "string" | "binary" | "number" | "date";
                };
            };
            /** @enum {string} */
            status: "NEEDS_INFO" | "PROCESSING" | "ACCEPTED" | "REJECTED";
        };
        Sep12File: {
            content_type: string;
            customer_id: string;
            file_id: string;
            size: number;
        };
        SepError: {
            error: string;
            /** @enum {string} */
            type?: "authentication_required";
        };
        SepTransaction: {
            amount_fee: string | null;
            amount_fee_asset: null;
            amount_in: string | null;
            amount_in_asset: null;
            amount_out: string | null;
            amount_out_asset: null;
            claimable_balance_id?: null;
            completed_at: string | null;
            deposit_memo?: null;
            deposit_memo_type?: null;
            external_transaction_id: string | null;
            from: string | null;
            id: string;
            instructions?: {
                [key: string]: {
                    description: string;
                    value: string;
                };
            };
            /** @enum {string} */
            kind: "deposit" | "withdrawal";
            message: string | null;
            more_info_url: string;
            refunded: boolean;
            refunds?: {
                amount_fee: string;
                amount_refunded: string;
                payments: {
                    amount: string;
                    fee: string;
                    id: string;
                    id_type: string;
                }[];
            };
            started_at: string;
            status: string;
            status_eta: null;
            stellar_transaction_id: string | null;
            to: string | null;
            updated_at: string;
            user_action_required_by?: string;
            /** @description Multiplexed (M…): no memo goes with it */
            withdraw_anchor_account?: string | null;
            withdraw_memo?: null;
            withdraw_memo_type?: null;
        };
        Session: {
            account: components["schemas"]["Account"];
            /** @description What these roles may sign */
            acts: ("propose" | "administer" | "approve" | "execute" | "cancel" | "pause" | "ask-pause" | "set-mode" | "resolve" | "propose-return" | "approve-return" | "hold-return" | "release-return" | "freeze" | "unfreeze" | "start-review" | "end-review" | "set-tier" | "register" | "renew" | "request-recovery" | "stop-recovery" | "finish-recovery")[];
            expires_at: string;
            /** @description What they may make keys of programs for */
            key_scopes: ("read" | "operations" | "events" | "webhooks" | "payments" | "proofs" | "alerts" | "metrics" | "audit" | "pause" | "identities" | "customers" | "returns" | "screening")[];
            roles: components["schemas"]["AdminRole"][];
            /** @description What they open that is not everybody’s, as this description names it */
            routes: string[];
            /** @description The security key. Until it is shown where it is needed, nothing but that is open */
            second_factor: {
                /** @description One is added */
                enrolled: boolean;
                /** @description Until then it counts for what cannot be undone */
                fresh_until: string | null;
                /** @description The role has to have a security key */
                required: boolean;
                /** @enum {string} */
                state: "not-needed" | "needed" | "shown";
            };
        };
        /** @description Satoshis, as text: above zero is too much, below it is missing */
        SignedSats: string;
        Signers: {
            diagnosis: string;
            items: {
                address: string;
                error: string | null;
                /** @description The last one, signed with both its keys for a fresh question */
                heartbeat: {
                    /** @description By the signer’s clock */
                    at: string;
                    bitcoin_block: string | null;
                    /** @description Null when its own node does not answer, or is behind */
                    bitcoin_height: number | null;
                    /** @description The key of the custody that signed it, beside the Stellar key */
                    bitcoin_key: string;
                    epoch: number;
                    heard_at: string;
                    /** @description Null when its own RPC does not answer */
                    ledger: number | null;
                    /** @description Sum of the last of them */
                    log_head: string;
                    /** @description Of its policy log */
                    log_lines: number;
                    /** @description Questions that it refused since then */
                    refused: number;
                    /** @description Questions that it signed since it was started */
                    signed: number;
                    /** @description Its own limits, and what is used of them; null: a signer of an older release does not say */
                    velocity: {
                        left_payments: number;
                        /** @description What left through it within the last 24 hours */
                        left_sats: components["schemas"]["Sats"];
                        most_payments: number;
                        /** @description So much it lets leave within 24 hours, whatever the chain authorizes */
                        most_sats: components["schemas"]["Sats"];
                    } | null;
                } | null;
                name: string;
                ok: boolean;
            }[];
            /**
             * @description critical: fewer are well than a withdrawal needs, though none may be waiting
             * @enum {string}
             */
            level: "well" | "degraded" | "critical" | "unknown";
            threshold: number;
        };
        SponsoredCall: {
            /** @description Of an exchange that is done */
            amount_out: string | null;
            /** @enum {string} */
            entry: "transfer" | "execute_token_withdrawal" | "execute_cross_token_exchange";
            /** @description Why a node does not take it now, while it still may happen */
            note: string | null;
            /**
             * @description `pending`: the network has not said yet, send it again
             * @enum {string}
             */
            state: "done" | "pending";
            stellar_transaction: components["schemas"]["Hash"];
            /** @description Of a withdrawal that is done */
            withdrawal_id: components["schemas"]["Hash"] | null;
        };
        SponsoredExchange: {
            amount_in: string;
            /** @description What it gives by the price of now */
            amount_out: string;
            /** @description base64 XDR of the SorobanAuthorizationEntry to sign with the holder’s key (SEP-43 `signAuthEntry`) */
            authorization: string;
            /** @description Ledger time, unix seconds: the contract refuses it afterwards */
            deadline: string;
            from_token: string;
            min_out: string;
            network_passphrase: string;
            /** @description The account is not on the ledger yet: it is opened first, with its reserve */
            opens_account: boolean;
            /** @description What the sponsor pays to the Stellar network at about; the holder pays nothing */
            stellar_fee_stroops: string;
            to_token: string;
            /** @description The signature authorizes nothing after it */
            valid_until_ledger: number;
        };
        SponsoredTransfer: {
            amount_sats: components["schemas"]["Sats"];
            /** @description base64 XDR of the SorobanAuthorizationEntry to sign with the holder’s key (SEP-43 `signAuthEntry`) */
            authorization: string;
            network_passphrase: string;
            /** @description The account is not on the ledger yet: it is opened first, with its reserve */
            opens_account: boolean;
            /** @description What the sponsor pays to the Stellar network at about; the holder pays nothing */
            stellar_fee_stroops: string;
            to: string;
            /** @description The signature authorizes nothing after it */
            valid_until_ledger: number;
        };
        SponsoredWithdrawal: {
            amount_sats: components["schemas"]["Sats"];
            arrives_at_least_sats: components["schemas"]["Sats"];
            /** @description base64 XDR of the SorobanAuthorizationEntry to sign with the holder’s key (SEP-43 `signAuthEntry`) */
            authorization: string;
            max_fee_sats: components["schemas"]["Sats"];
            network_passphrase: string;
            /** @description The account is not on the ledger yet: it is opened first, with its reserve */
            opens_account: boolean;
            /** @description What the sponsor pays to the Stellar network at about; the holder pays nothing */
            stellar_fee_stroops: string;
            /** @description The signature authorizes nothing after it */
            valid_until_ledger: number;
            withdrawal_id: components["schemas"]["Hash"];
        };
        Sponsorship: {
            /** @description For one call */
            call_most_stroops: string | null;
            /** @description For everybody in any 24 hours */
            day: {
                left_stroops: string;
                most_stroops: string;
            } | null;
            /** @description For one identity in any 24 hours; of the account that was named */
            identity_day: {
                left_stroops: string;
                most_stroops: string;
            } | null;
            /** @description Somebody pays for the calls of holders without lumens */
            on: boolean;
            /** @description From whom addresses of accounts of passkeys are derived; null where none are made */
            passkey_deployer: string | null;
            /** @description Why nothing would be paid now for the account that was named */
            refusal: {
                /** @description What to do */
                action: string;
                code: string;
                message: string;
            } | null;
            /** @description In all */
            total: {
                left_stroops: string;
                most_stroops: string;
            } | null;
        };
        Status: {
            bitcoin: {
                error: string | null;
                height: number | null;
                network: string;
                ok: boolean;
                /** @description Last block that was searched for deposits */
                scanned_height: number | null;
                /** @description Servers that must say the same before value moves */
                views: number;
            };
            books: {
                error: string | null;
                /** @description The first of them */
                missing: {
                    amount_sats: components["schemas"]["Sats"];
                    outpoint: string;
                    spent_by: string | null;
                    user: string | null;
                    /** @enum {string} */
                    why: "unmined" | "stolen";
                }[];
                /** @description Named by the reserve’s books, and not there on Bitcoin */
                missing_sats: components["schemas"]["Sats"];
                ok: boolean;
                /**
                 * @description `ok` is for `true` alone. `unsearched`: not known yet, because the node has blocks that were not searched; `unanswered`: not known, because somebody does not answer
                 * @enum {string}
                 */
                standing: "true" | "untrue" | "unsearched" | "unanswered";
            };
            /** @description Contract ids by name */
            contracts: {
                [key: string]: string;
            };
            database: {
                error: string | null;
                ok: boolean;
            };
            /** @description How many there are in each state */
            deposits: {
                [key: string]: number;
            };
            /** @description The second opinion, by its signed heartbeat; null where none is configured */
            guardian: {
                /** @description What it ever accused */
                accused: number | null;
                address: string;
                bitcoin_height: number | null;
                error: string | null;
                ledger: number | null;
                ok: boolean;
                /** @description Claims that it has not judged yet */
                open: number | null;
                since: string | null;
                /** @description As it signed it; null when it does not answer */
                state: ("watching" | "behind" | "accusing" | "unable") | null;
            } | null;
            /** @description Every part answers, the books are true, and the system is known not to be paused */
            ok: boolean;
            /** @description Every part, what was found a few seconds ago, and what follows; where looking takes too long, `monitor` says when that was */
            parts: {
                diagnosis: string;
                part: string;
                /** @enum {string} */
                state: "ok" | "warning" | "failing";
            }[];
            /** @description Null: nobody can say, for the Stellar network cannot be asked */
            paused: boolean | null;
            signers: {
                address: string;
                error: string | null;
                last_heartbeat: string | null;
                name: string;
                ok: boolean;
            }[];
            stellar: {
                error: string | null;
                ledger: number | null;
                ok: boolean;
                /** @description Servers that must say the same before value moves */
                views: number;
            };
            withdrawals: {
                [key: string]: number;
            };
        };
        SubmittedExchange: {
            amount_out: string | null;
            /** @description Why a node does not take it now, while it still may happen */
            note: string | null;
            /**
             * @description `pending`: the network has not said yet, send it again
             * @enum {string}
             */
            state: "done" | "pending";
            stellar_transaction: components["schemas"]["Hash"];
        };
        SubmittedReturn: {
            /** @description Null while the network has not said */
            deposit: components["schemas"]["Deposit"] | null;
            /** @description Why a node does not take it now, while it still may happen */
            note: string | null;
            stellar_transaction: components["schemas"]["Hash"];
        };
        SubmittedTransfer: {
            /** @description Why a node does not take it now, while it still may happen */
            note: string | null;
            /**
             * @description `pending`: the network has not said yet, send it again
             * @enum {string}
             */
            state: "done" | "pending";
            stellar_transaction: components["schemas"]["Hash"];
        };
        SubmittedWithdrawal: {
            /** @description Why a node does not take it now, while it still may happen */
            note: string | null;
            stellar_transaction: components["schemas"]["Hash"];
            /** @description Null while the network has not said */
            withdrawal: components["schemas"]["Withdrawal"] | null;
        };
        SystemMetrics: {
            /** @description Seconds */
            average_processing_time: string;
            /** @description Basis points, rounded down; null while nothing is issued */
            current_reserve_ratio: string | null;
            /** @description As text */
            failed_operations: string;
            /** @description Unix seconds of the ledger in which the router counted last */
            last_updated: string;
            /** @description As text */
            successful_operations: string;
            /** @description As text */
            total_operations: string;
        };
        TimelineEntry: {
            at: string;
            detail: {
                [key: string]: string;
            };
            /** @description Rises along a timeline; a stream goes on behind it */
            id: string;
            state: string;
        };
        Tracked: {
            items: {
                /** @description Outpoint, withdrawal id or txid: what its own route takes */
                id: string;
                /** @enum {string} */
                kind: "deposit" | "withdrawal" | "payment";
            }[];
            /** @description What is announced under this name and in no block yet */
            pending: components["schemas"]["PendingPayment"][];
        };
        /**
         * @description Smallest units of a token, as text
         * @example 150000
         */
        UnitsAmount: string;
        User: {
            address: string;
            balance_sats: components["schemas"]["Sats"];
            /** @description Number of the Bitcoin deposit address, assigned by the registry */
            deposit_index: number;
            status: string;
            tier: number;
        };
        /** @description Stellar account (G…) or contract (C…) */
        UserAddress: string;
        Volumes: {
            days: {
                day: string;
                deposited_sats: components["schemas"]["Sats"];
                deposits: number;
                withdrawals: number;
                withdrawn_sats: components["schemas"]["Sats"];
            }[];
        };
        WebAuthChallenge: {
            network_passphrase: string;
            /** @description base64 XDR */
            transaction: string;
        };
        WebAuthToken: {
            /** @description Goes into `Authorization: Bearer …` */
            token: string;
        };
        Webhook: {
            created_at: string;
            description: string;
            /** @description Why nothing is sent there */
            disabled: string | null;
            /** @description In a row */
            failures: number;
            id: string;
            /** @description Nothing is sent before then, because too much failed */
            open_until: string | null;
            /** @description `whpk_…`: what signatures of the scheme `v1a` are verified with */
            public_keys: string[];
            /** @description Empty for all */
            types: string[];
            url: string;
        };
        WebhookDelivery: {
            attempts: number;
            event_id: string;
            last_error: string | null;
            next_at: string | null;
            sequence: string;
            /** @enum {string} */
            state: "pending" | "delivered" | "dead";
            type: string;
        };
        WebhookTestOutcome: {
            delivered: boolean;
            reason: string | null;
            status: number | null;
        };
        WebhookWithSecret: {
            created_at: string;
            description: string;
            /** @description Why nothing is sent there */
            disabled: string | null;
            /** @description In a row */
            failures: number;
            id: string;
            /** @description Nothing is sent before then, because too much failed */
            open_until: string | null;
            /** @description `whpk_…`: what signatures of the scheme `v1a` are verified with */
            public_keys: string[];
            /** @description `whsec_…`: told this once */
            secret: string;
            /** @description Empty for all */
            types: string[];
            url: string;
        };
        Withdrawal: {
            /** @description Burned, or owed back: what arrives, and its share of the fee */
            amount_sats: components["schemas"]["Sats"];
            /** @description What the payment pays out; null while none is planned */
            arrives_sats: components["schemas"]["Sats"] | null;
            /** @description The first version of its payment */
            batch: components["schemas"]["Hash"] | null;
            bitcoin_address: string | null;
            bitcoin_height: number | null;
            bitcoin_output: number | null;
            /** @description The newest version of its payment until one is mined */
            bitcoin_transaction: components["schemas"]["Hash"] | null;
            confirmations: number;
            confirmations_required: number | null;
            created_at: string;
            /** @description From then on it is given back unless its payment was authorized */
            deadline: string;
            /** @description The deposit that it pays back, for which nothing was burned */
            deposit: string | null;
            /** @description Its share of the fee; null while no payment is planned */
            fee_sats: components["schemas"]["Sats"] | null;
            id: components["schemas"]["Hash"];
            max_fee_sats: components["schemas"]["Sats"];
            refusal: {
                code: string;
                message: string;
            } | null;
            state: components["schemas"]["WithdrawalState"];
            /** @description What settled or refunded it, or is about to */
            stellar_transaction: string | null;
            updated_at: string;
            user: string | null;
        };
        WithdrawalPage: {
            items: components["schemas"]["Withdrawal"][];
            /** @description Pass as `cursor` for older ones */
            next_cursor: string | null;
        };
        WithdrawalQuote: {
            amount_sats: components["schemas"]["Sats"];
            /** @description If the accepted fee is used up */
            arrives_at_least_sats: components["schemas"]["Sats"];
            arrives_sats: components["schemas"]["Sats"];
            balance_sats: components["schemas"]["Sats"];
            /** @description Of what was heard last */
            fee_rate_age_seconds: number;
            /** @description At which a payment would be sent now */
            fee_rate_sats_per_kvb: components["schemas"]["Sats"];
            /**
             * @description Whose estimate it is: of now, the last that was heard, or none, and then it is a fixed rate
             * @enum {string}
             */
            fee_rate_source: "node" | "explorer" | "remembered" | "fallback";
            /** @description If it is paid alone now; less in company */
            fee_sats: components["schemas"]["Sats"];
            /** @description With less, no node relays it */
            least_max_fee_sats: components["schemas"]["Sats"];
            limits: {
                /** @description In any 24 hours */
                daily_sats: components["schemas"]["Sats"];
                /** @description In any 30 days */
                monthly_sats: components["schemas"]["Sats"];
                /** @description What would be taken now, by what is left of the limits and by the balance */
                most_now_sats: components["schemas"]["Sats"];
                per_operation_sats: components["schemas"]["Sats"];
                tier: number;
            };
            /** @description Why it would not be taken now */
            refusal: {
                /** @description What to do */
                action: string;
                code: string;
                message: string;
            } | null;
            /** @description Leaves room for a rate that rises */
            suggested_max_fee_sats: components["schemas"]["Sats"];
        };
        /**
         * @description `settled` and `refunded` are final
         * @enum {string}
         */
        WithdrawalState: "pending" | "batched" | "authorizing" | "authorized" | "signing" | "broadcast" | "confirming" | "completed" | "settled" | "refunding" | "refunded";
        WithdrawalWithTimeline: {
            /** @description Burned, or owed back: what arrives, and its share of the fee */
            amount_sats: components["schemas"]["Sats"];
            archived: components["schemas"]["Archived"];
            /** @description What the payment pays out; null while none is planned */
            arrives_sats: components["schemas"]["Sats"] | null;
            /** @description The first version of its payment */
            batch: components["schemas"]["Hash"] | null;
            bitcoin_address: string | null;
            bitcoin_height: number | null;
            bitcoin_output: number | null;
            /** @description The newest version of its payment until one is mined */
            bitcoin_transaction: components["schemas"]["Hash"] | null;
            confirmations: number;
            confirmations_required: number | null;
            created_at: string;
            /** @description From then on it is given back unless its payment was authorized */
            deadline: string;
            /** @description The deposit that it pays back, for which nothing was burned */
            deposit: string | null;
            /** @description Its share of the fee; null while no payment is planned */
            fee_sats: components["schemas"]["Sats"] | null;
            id: components["schemas"]["Hash"];
            max_fee_sats: components["schemas"]["Sats"];
            refusal: {
                code: string;
                message: string;
            } | null;
            state: components["schemas"]["WithdrawalState"];
            /** @description What settled or refunded it, or is about to */
            stellar_transaction: string | null;
            timeline: components["schemas"]["TimelineEntry"][];
            updated_at: string;
            user: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
