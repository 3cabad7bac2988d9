"use strict";(()=>{var Ae=globalThis,Te=Ae.ShadowRoot&&(Ae.ShadyCSS===void 0||Ae.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,ft=Symbol(),Zt=new WeakMap,oe=class{constructor(t,e,r){if(this._$cssResult$=!0,r!==ft)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e}get styleSheet(){let t=this.o,e=this.t;if(Te&&t===void 0){let r=e!==void 0&&e.length===1;r&&(t=Zt.get(e)),t===void 0&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),r&&Zt.set(e,t))}return t}toString(){return this.cssText}},se=n=>new oe(typeof n=="string"?n:n+"",void 0,ft),x=(n,...t)=>{let e=n.length===1?n[0]:t.reduce((r,i,o)=>r+(s=>{if(s._$cssResult$===!0)return s.cssText;if(typeof s=="number")return s;throw Error("Value passed to 'css' function must be a 'css' function result: "+s+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(i)+n[o+1],n[0]);return new oe(e,n,ft)},Xt=(n,t)=>{if(Te)n.adoptedStyleSheets=t.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let e of t){let r=document.createElement("style"),i=Ae.litNonce;i!==void 0&&r.setAttribute("nonce",i),r.textContent=e.cssText,n.appendChild(r)}},bt=Te?n=>n:n=>n instanceof CSSStyleSheet?(t=>{let e="";for(let r of t.cssRules)e+=r.cssText;return se(e)})(n):n;var{is:ri,defineProperty:ni,getOwnPropertyDescriptor:ii,getOwnPropertyNames:oi,getOwnPropertySymbols:si,getPrototypeOf:ai}=Object,Re=globalThis,Qt=Re.trustedTypes,li=Qt?Qt.emptyScript:"",ci=Re.reactiveElementPolyfillSupport,ae=(n,t)=>n,gt={toAttribute(n,t){switch(t){case Boolean:n=n?li:null;break;case Object:case Array:n=n==null?n:JSON.stringify(n)}return n},fromAttribute(n,t){let e=n;switch(t){case Boolean:e=n!==null;break;case Number:e=n===null?null:Number(n);break;case Object:case Array:try{e=JSON.parse(n)}catch{e=null}}return e}},tr=(n,t)=>!ri(n,t),er={attribute:!0,type:String,converter:gt,reflect:!1,useDefault:!1,hasChanged:tr};Symbol.metadata??=Symbol("metadata"),Re.litPropertyMetadata??=new WeakMap;var R=class extends HTMLElement{static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(t,e=er){if(e.state&&(e.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(t)&&((e=Object.create(e)).wrapped=!0),this.elementProperties.set(t,e),!e.noAccessor){let r=Symbol(),i=this.getPropertyDescriptor(t,r,e);i!==void 0&&ni(this.prototype,t,i)}}static getPropertyDescriptor(t,e,r){let{get:i,set:o}=ii(this.prototype,t)??{get(){return this[e]},set(s){this[e]=s}};return{get:i,set(s){let a=i?.call(this);o?.call(this,s),this.requestUpdate(t,a,r)},configurable:!0,enumerable:!0}}static getPropertyOptions(t){return this.elementProperties.get(t)??er}static _$Ei(){if(this.hasOwnProperty(ae("elementProperties")))return;let t=ai(this);t.finalize(),t.l!==void 0&&(this.l=[...t.l]),this.elementProperties=new Map(t.elementProperties)}static finalize(){if(this.hasOwnProperty(ae("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(ae("properties"))){let e=this.properties,r=[...oi(e),...si(e)];for(let i of r)this.createProperty(i,e[i])}let t=this[Symbol.metadata];if(t!==null){let e=litPropertyMetadata.get(t);if(e!==void 0)for(let[r,i]of e)this.elementProperties.set(r,i)}this._$Eh=new Map;for(let[e,r]of this.elementProperties){let i=this._$Eu(e,r);i!==void 0&&this._$Eh.set(i,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(t){let e=[];if(Array.isArray(t)){let r=new Set(t.flat(1/0).reverse());for(let i of r)e.unshift(bt(i))}else t!==void 0&&e.push(bt(t));return e}static _$Eu(t,e){let r=e.attribute;return r===!1?void 0:typeof r=="string"?r:typeof t=="string"?t.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(t=>t(this))}addController(t){(this._$EO??=new Set).add(t),this.renderRoot!==void 0&&this.isConnected&&t.hostConnected?.()}removeController(t){this._$EO?.delete(t)}_$E_(){let t=new Map,e=this.constructor.elementProperties;for(let r of e.keys())this.hasOwnProperty(r)&&(t.set(r,this[r]),delete this[r]);t.size>0&&(this._$Ep=t)}createRenderRoot(){let t=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Xt(t,this.constructor.elementStyles),t}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(t=>t.hostConnected?.())}enableUpdating(t){}disconnectedCallback(){this._$EO?.forEach(t=>t.hostDisconnected?.())}attributeChangedCallback(t,e,r){this._$AK(t,r)}_$ET(t,e){let r=this.constructor.elementProperties.get(t),i=this.constructor._$Eu(t,r);if(i!==void 0&&r.reflect===!0){let o=(r.converter?.toAttribute!==void 0?r.converter:gt).toAttribute(e,r.type);this._$Em=t,o==null?this.removeAttribute(i):this.setAttribute(i,o),this._$Em=null}}_$AK(t,e){let r=this.constructor,i=r._$Eh.get(t);if(i!==void 0&&this._$Em!==i){let o=r.getPropertyOptions(i),s=typeof o.converter=="function"?{fromAttribute:o.converter}:o.converter?.fromAttribute!==void 0?o.converter:gt;this._$Em=i;let a=s.fromAttribute(e,o.type);this[i]=a??this._$Ej?.get(i)??a,this._$Em=null}}requestUpdate(t,e,r,i=!1,o){if(t!==void 0){let s=this.constructor;if(i===!1&&(o=this[t]),r??=s.getPropertyOptions(t),!((r.hasChanged??tr)(o,e)||r.useDefault&&r.reflect&&o===this._$Ej?.get(t)&&!this.hasAttribute(s._$Eu(t,r))))return;this.C(t,e,r)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(t,e,{useDefault:r,reflect:i,wrapped:o},s){r&&!(this._$Ej??=new Map).has(t)&&(this._$Ej.set(t,s??e??this[t]),o!==!0||s!==void 0)||(this._$AL.has(t)||(this.hasUpdated||r||(e=void 0),this._$AL.set(t,e)),i===!0&&this._$Em!==t&&(this._$Eq??=new Set).add(t))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let t=this.scheduleUpdate();return t!=null&&await t,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[i,o]of this._$Ep)this[i]=o;this._$Ep=void 0}let r=this.constructor.elementProperties;if(r.size>0)for(let[i,o]of r){let{wrapped:s}=o,a=this[i];s!==!0||this._$AL.has(i)||a===void 0||this.C(i,void 0,o,a)}}let t=!1,e=this._$AL;try{t=this.shouldUpdate(e),t?(this.willUpdate(e),this._$EO?.forEach(r=>r.hostUpdate?.()),this.update(e)):this._$EM()}catch(r){throw t=!1,this._$EM(),r}t&&this._$AE(e)}willUpdate(t){}_$AE(t){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(t)),this.updated(t)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(t){return!0}update(t){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(t){}firstUpdated(t){}};R.elementStyles=[],R.shadowRootOptions={mode:"open"},R[ae("elementProperties")]=new Map,R[ae("finalized")]=new Map,ci?.({ReactiveElement:R}),(Re.reactiveElementVersions??=[]).push("2.1.2");var vt=globalThis,rr=n=>n,_e=vt.trustedTypes,nr=_e?_e.createPolicy("lit-html",{createHTML:n=>n}):void 0,xt="$lit$",_=`lit$${Math.random().toFixed(9).slice(2)}$`,wt="?"+_,di=`<${wt}>`,F=document,ce=()=>F.createComment(""),de=n=>n===null||typeof n!="object"&&typeof n!="function",$t=Array.isArray,cr=n=>$t(n)||typeof n?.[Symbol.iterator]=="function",yt=`[ 	
\f\r]`,le=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,ir=/-->/g,or=/>/g,U=RegExp(`>|${yt}(?:([^\\s"'>=/]+)(${yt}*=${yt}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),sr=/'/g,ar=/"/g,dr=/^(?:script|style|textarea|title)$/i,St=n=>(t,...e)=>({_$litType$:n,strings:t,values:e}),p=St(1),he=St(2),Co=St(3),C=Symbol.for("lit-noChange"),m=Symbol.for("lit-nothing"),lr=new WeakMap,B=F.createTreeWalker(F,129);function pr(n,t){if(!$t(n)||!n.hasOwnProperty("raw"))throw Error("invalid template strings array");return nr!==void 0?nr.createHTML(t):t}var hr=(n,t)=>{let e=n.length-1,r=[],i,o=t===2?"<svg>":t===3?"<math>":"",s=le;for(let a=0;a<e;a++){let l=n[a],c,d,h=-1,u=0;for(;u<l.length&&(s.lastIndex=u,d=s.exec(l),d!==null);)u=s.lastIndex,s===le?d[1]==="!--"?s=ir:d[1]!==void 0?s=or:d[2]!==void 0?(dr.test(d[2])&&(i=RegExp("</"+d[2],"g")),s=U):d[3]!==void 0&&(s=U):s===U?d[0]===">"?(s=i??le,h=-1):d[1]===void 0?h=-2:(h=s.lastIndex-d[2].length,c=d[1],s=d[3]===void 0?U:d[3]==='"'?ar:sr):s===ar||s===sr?s=U:s===ir||s===or?s=le:(s=U,i=void 0);let f=s===U&&n[a+1].startsWith("/>")?" ":"";o+=s===le?l+di:h>=0?(r.push(c),l.slice(0,h)+xt+l.slice(h)+_+f):l+_+(h===-2?a:f)}return[pr(n,o+(n[e]||"<?>")+(t===2?"</svg>":t===3?"</math>":"")),r]},pe=class n{constructor({strings:t,_$litType$:e},r){let i;this.parts=[];let o=0,s=0,a=t.length-1,l=this.parts,[c,d]=hr(t,e);if(this.el=n.createElement(c,r),B.currentNode=this.el.content,e===2||e===3){let h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(i=B.nextNode())!==null&&l.length<a;){if(i.nodeType===1){if(i.hasAttributes())for(let h of i.getAttributeNames())if(h.endsWith(xt)){let u=d[s++],f=i.getAttribute(h).split(_),b=/([.?@])?(.*)/.exec(u);l.push({type:1,index:o,name:b[2],strings:f,ctor:b[1]==="."?Pe:b[1]==="?"?Le:b[1]==="@"?Oe:W}),i.removeAttribute(h)}else h.startsWith(_)&&(l.push({type:6,index:o}),i.removeAttribute(h));if(dr.test(i.tagName)){let h=i.textContent.split(_),u=h.length-1;if(u>0){i.textContent=_e?_e.emptyScript:"";for(let f=0;f<u;f++)i.append(h[f],ce()),B.nextNode(),l.push({type:2,index:++o});i.append(h[u],ce())}}}else if(i.nodeType===8)if(i.data===wt)l.push({type:2,index:o});else{let h=-1;for(;(h=i.data.indexOf(_,h+1))!==-1;)l.push({type:7,index:o}),h+=_.length-1}o++}}static createElement(t,e){let r=F.createElement("template");return r.innerHTML=t,r}};function V(n,t,e=n,r){if(t===C)return t;let i=r!==void 0?e._$Co?.[r]:e._$Cl,o=de(t)?void 0:t._$litDirective$;return i?.constructor!==o&&(i?._$AO?.(!1),o===void 0?i=void 0:(i=new o(n),i._$AT(n,e,r)),r!==void 0?(e._$Co??=[])[r]=i:e._$Cl=i),i!==void 0&&(t=V(n,i._$AS(n,t.values),i,r)),t}var Ce=class{constructor(t,e){this._$AV=[],this._$AN=void 0,this._$AD=t,this._$AM=e}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(t){let{el:{content:e},parts:r}=this._$AD,i=(t?.creationScope??F).importNode(e,!0);B.currentNode=i;let o=B.nextNode(),s=0,a=0,l=r[0];for(;l!==void 0;){if(s===l.index){let c;l.type===2?c=new G(o,o.nextSibling,this,t):l.type===1?c=new l.ctor(o,l.name,l.strings,this,t):l.type===6&&(c=new Ne(o,this,t)),this._$AV.push(c),l=r[++a]}s!==l?.index&&(o=B.nextNode(),s++)}return B.currentNode=F,i}p(t){let e=0;for(let r of this._$AV)r!==void 0&&(r.strings!==void 0?(r._$AI(t,r,e),e+=r.strings.length-2):r._$AI(t[e])),e++}},G=class n{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(t,e,r,i){this.type=2,this._$AH=m,this._$AN=void 0,this._$AA=t,this._$AB=e,this._$AM=r,this.options=i,this._$Cv=i?.isConnected??!0}get parentNode(){let t=this._$AA.parentNode,e=this._$AM;return e!==void 0&&t?.nodeType===11&&(t=e.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(t,e=this){t=V(this,t,e),de(t)?t===m||t==null||t===""?(this._$AH!==m&&this._$AR(),this._$AH=m):t!==this._$AH&&t!==C&&this._(t):t._$litType$!==void 0?this.$(t):t.nodeType!==void 0?this.T(t):cr(t)?this.k(t):this._(t)}O(t){return this._$AA.parentNode.insertBefore(t,this._$AB)}T(t){this._$AH!==t&&(this._$AR(),this._$AH=this.O(t))}_(t){this._$AH!==m&&de(this._$AH)?this._$AA.nextSibling.data=t:this.T(F.createTextNode(t)),this._$AH=t}$(t){let{values:e,_$litType$:r}=t,i=typeof r=="number"?this._$AC(t):(r.el===void 0&&(r.el=pe.createElement(pr(r.h,r.h[0]),this.options)),r);if(this._$AH?._$AD===i)this._$AH.p(e);else{let o=new Ce(i,this),s=o.u(this.options);o.p(e),this.T(s),this._$AH=o}}_$AC(t){let e=lr.get(t.strings);return e===void 0&&lr.set(t.strings,e=new pe(t)),e}k(t){$t(this._$AH)||(this._$AH=[],this._$AR());let e=this._$AH,r,i=0;for(let o of t)i===e.length?e.push(r=new n(this.O(ce()),this.O(ce()),this,this.options)):r=e[i],r._$AI(o),i++;i<e.length&&(this._$AR(r&&r._$AB.nextSibling,i),e.length=i)}_$AR(t=this._$AA.nextSibling,e){for(this._$AP?.(!1,!0,e);t!==this._$AB;){let r=rr(t).nextSibling;rr(t).remove(),t=r}}setConnected(t){this._$AM===void 0&&(this._$Cv=t,this._$AP?.(t))}},W=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(t,e,r,i,o){this.type=1,this._$AH=m,this._$AN=void 0,this.element=t,this.name=e,this._$AM=i,this.options=o,r.length>2||r[0]!==""||r[1]!==""?(this._$AH=Array(r.length-1).fill(new String),this.strings=r):this._$AH=m}_$AI(t,e=this,r,i){let o=this.strings,s=!1;if(o===void 0)t=V(this,t,e,0),s=!de(t)||t!==this._$AH&&t!==C,s&&(this._$AH=t);else{let a=t,l,c;for(t=o[0],l=0;l<o.length-1;l++)c=V(this,a[r+l],e,l),c===C&&(c=this._$AH[l]),s||=!de(c)||c!==this._$AH[l],c===m?t=m:t!==m&&(t+=(c??"")+o[l+1]),this._$AH[l]=c}s&&!i&&this.j(t)}j(t){t===m?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,t??"")}},Pe=class extends W{constructor(){super(...arguments),this.type=3}j(t){this.element[this.name]=t===m?void 0:t}},Le=class extends W{constructor(){super(...arguments),this.type=4}j(t){this.element.toggleAttribute(this.name,!!t&&t!==m)}},Oe=class extends W{constructor(t,e,r,i,o){super(t,e,r,i,o),this.type=5}_$AI(t,e=this){if((t=V(this,t,e,0)??m)===C)return;let r=this._$AH,i=t===m&&r!==m||t.capture!==r.capture||t.once!==r.once||t.passive!==r.passive,o=t!==m&&(r===m||i);i&&this.element.removeEventListener(this.name,this,r),o&&this.element.addEventListener(this.name,this,t),this._$AH=t}handleEvent(t){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)}},Ne=class{constructor(t,e,r){this.element=t,this.type=6,this._$AN=void 0,this._$AM=e,this.options=r}get _$AU(){return this._$AM._$AU}_$AI(t){V(this,t)}},mr={M:xt,P:_,A:wt,C:1,L:hr,R:Ce,D:cr,V,I:G,H:W,N:Le,U:Oe,B:Pe,F:Ne},pi=vt.litHtmlPolyfillSupport;pi?.(pe,G),(vt.litHtmlVersions??=[]).push("3.3.3");var ur=(n,t,e)=>{let r=e?.renderBefore??t,i=r._$litPart$;if(i===void 0){let o=e?.renderBefore??null;r._$litPart$=i=new G(t.insertBefore(ce(),o),o,void 0,e??{})}return i._$AI(n),i};var Et=globalThis,S=class extends R{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let t=super.createRenderRoot();return this.renderOptions.renderBefore??=t.firstChild,t}update(t){let e=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(t),this._$Do=ur(e,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return C}};S._$litElement$=!0,S.finalized=!0,Et.litElementHydrateSupport?.({LitElement:S});var hi=Et.litElementPolyfillSupport;hi?.({LitElement:S});(Et.litElementVersions??=[]).push("4.2.2");var fr=x`
 header {
 display: flex;
 align-items: center;
 gap: 12px;
 padding: 3px 8px 3px 12px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 flex: none;
 }
 h1 {
 font-size: 14px;
 font-weight: 650;
 margin: 0;
 min-width: 0;
 max-width: 40%;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 .sum {
 color: var(--dim);
 font-size: 12.5px;
 min-width: 0;
 }
 header .sum,
 .verdict p {
 flex: 1 1 0;
 min-width: 0;
 margin: 0;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 .tools {
 margin-left: auto;
 display: flex;
 gap: 4px;
 flex: none;
 }
 .verdict {
 flex: 1 1 0;
 min-width: 0;
 display: flex;
 gap: 8px;
 align-items: center;
 font-size: 13px;
 }
 .verdict p.hidden {
 visibility: hidden;
 }
 .full {
 padding: 8px 14px 10px;
 background: var(--panel);
 border-bottom: 1px solid var(--line);
 max-height: 40vh;
 overflow: auto;
 flex: none;
 font-size: 13.5px;
 }
 .full p {
 margin: 0 0 7px;
 max-width: 130ch;
 overflow-wrap: anywhere;
 }
 .full ul {
 display: flex;
 flex-wrap: wrap;
 gap: 5px;
 list-style: none;
 margin: 0 0 7px;
 padding: 0;
 }
 .full li {
 border: 1px solid var(--edge);
 border-radius: 11px;
 padding: 1px 9px;
 font-size: 12px;
 font-variant-numeric: tabular-nums;
 }
 li.good b {
 color: var(--good);
 }
 li.bad b,
 button.bad {
 color: var(--bad);
 }
 .toolbar {
 display: flex;
 flex-wrap: wrap;
 gap: 4px 10px;
 align-items: center;
 padding: 3px 8px;
 border-bottom: 1px solid var(--line);
 background: var(--panel);
 flex: none;
 }
 .tabs {
 display: flex;
 flex-wrap: wrap;
 gap: 2px;
 }
 .tabs button {
 border-color: transparent;
 background: none;
 padding: 3px 7px;
 }
 .tabs button[aria-selected="true"] {
 color: var(--text);
 box-shadow: inset 0 -2px var(--dim);
 border-radius: 5px 5px 0 0;
 }
 .tabs button.open {
 background: var(--soft);
 box-shadow: inset 0 -2px var(--accent);
 }
 .tabs button.bad[aria-selected="true"] {
 color: var(--bad);
 }
 .display {
 display: flex;
 flex-wrap: wrap;
 gap: 4px 10px;
 align-items: center;
 margin-left: auto;
 }
 .display button {
 padding: 3px 7px;
 }
 .zoom {
 min-width: 3.4em;
 text-align: right;
 font-size: 12.5px;
 font-variant-numeric: tabular-nums;
 }
 .title {
 display: flex;
 gap: 6px;
 align-items: center;
 min-width: 0;
 }
 .title small {
 white-space: nowrap;
 }
 h2 {
 font-size: 13px;
 max-width: 22em;
 margin: 0;
 font-weight: 600;
 min-width: 0;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
`;var br={magma:"00000401000501010601010802010902020b02020d03030f03031204041405041606051806051a07061c08071e0907200a08220b09240c09260d0a290e0b2b100b2d110c2f120d31130d34140e36150e38160f3b180f3d19103f1a10421c10441d11471e114920114b21114e22115024125325125527125829115a2a115c2c115f2d11612f116331116533106734106936106b38106c390f6e3b0f703d0f713f0f72400f74420f75440f764510774710784910784a10794c117a4e117b4f127b51127c52137c54137d56147d57157e59157e5a167e5c167f5d177f5f187f601880621980641a80651a80671b80681c816a1c816b1d816d1d816e1e81701f81721f817320817521817621817822817922827b23827c23827e24828025828125818326818426818627818827818928818b29818c29818e2a81902a81912b81932b80942c80962c80982d80992d809b2e7f9c2e7f9e2f7fa02f7fa1307ea3307ea5317ea6317da8327daa337dab337cad347cae347bb0357bb2357bb3367ab5367ab73779b83779ba3878bc3978bd3977bf3a77c03a76c23b75c43c75c53c74c73d73c83e73ca3e72cc3f71cd4071cf4070d0416fd2426fd3436ed5446dd6456cd8456cd9466bdb476adc4869de4968df4a68e04c67e24d66e34e65e44f64e55064e75263e85362e95462ea5661eb5760ec5860ed5a5fee5b5eef5d5ef05f5ef1605df2625df2645cf3655cf4675cf4695cf56b5cf66c5cf66e5cf7705cf7725cf8745cf8765cf9785df9795df97b5dfa7d5efa7f5efa815ffb835ffb8560fb8761fc8961fc8a62fc8c63fc8e64fc9065fd9266fd9467fd9668fd9869fd9a6afd9b6bfe9d6cfe9f6dfea16efea36ffea571fea772fea973feaa74feac76feae77feb078feb27afeb47bfeb67cfeb77efeb97ffebb81febd82febf84fec185fec287fec488fec68afec88cfeca8dfecc8ffecd90fecf92fed194fed395fed597fed799fed89afdda9cfddc9efddea0fde0a1fde2a3fde3a5fde5a7fde7a9fde9aafdebacfcecaefceeb0fcf0b2fcf2b4fcf4b6fcf6b8fcf7b9fcf9bbfcfbbdfcfdbf",viridis:"44015444025645045745055946075a46085c460a5d460b5e470d60470e6147106347116447136548146748166848176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a48621a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf7046c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d54989d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21ad8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723fde725",diverging:"154fac1750ad1852af1953b01b54b11c55b31d57b41f58b52059b7215ab8225cb9245dbb255ebc265fbe2761bf2962c02a63c22b64c32c66c42e67c62f68c73069c8316bca326ccb346dcd356ece3670cf3871d03972d23a74d33c75d43d76d53e77d74079d8417ad9427bda447ddb457edc477fdd4881de4a82df4b83e04d85e14e86e25087e35189e4538ae5558be6568de7588ee8598fe85b91e95d92ea5e93eb6095ec6296ec6497ed6599ee679aee699bef6a9df06c9ef06e9ff170a1f172a2f273a3f375a5f377a6f479a8f47ba9f57daaf57facf580adf682aef684b0f786b1f788b2f78ab4f88cb5f88eb6f890b8f992b9f994baf996bcf998bdf99abefa9cc0fa9ec1faa0c2faa2c4faa4c5faa6c6faa8c8faabc9fbadcafbafccfbb1cdfbb3cefbb5d0fbb7d1fbb9d2fbbbd4fabed5fac0d6fac2d7fac4d9fac6dafac8dbfacbddfacddefacfdff9d1e1f9d3e2f9d6e3f9d8e4f9dae6f8dce7f8dfe8f8e1eaf8e3ebf7e5ecf7e7edf7eaeff7ecf0f6eef1f6f0f2f6f3f4f5f5f5f5f5f3f3f5f1f0f6efeef6edecf6eceaf6eae7f7e8e5f7e6e3f7e4e1f7e2dff7e0dcf7dedaf7dcd8f8dbd6f8d9d4f8d7d1f8d5cff8d3cdf8d1cbf8cfc9f8cdc6f8ccc4f8cac2f8c8c0f7c6bef7c4bcf7c2baf7c0b7f7beb5f7bdb3f7bbb1f6b9aff6b7adf6b5abf6b3a9f5b1a7f5b0a5f5aea3f4aca1f4aa9ff4a89df3a69bf3a599f3a397f2a195f29f93f19d91f19c8ff09a8df0988bef9689ef9487ee9385ed9183ed8f81ec8d7fec8b7eeb8a7cea887aea8678e98476e88374e78173e77f71e67d6fe57c6de47a6ce3786ae27768e27566e17365e07263df7061de6e60dd6d5edc6b5cdb695bda6859d96658d86456d76355d66153d56051d45e50d35c4ed25b4dd0594bcf584ace5648cd5547cc5346cb5244c95043c84f41c74d40c64c3fc44a3dc3493cc2473bc04639bf4538be4337bc4236bb4034b93f33b83e32b73c31b53b2fb43a2eb2382db1372cb0362bae3429ad3328ab3127aa3026a92f24a72d23a62c22a42a21a3291fa2271ea0261d9f241c9d231a9c21199b2018"};function L(n,t){return t?Math.sign(n)*Math.abs(n)**(1/t.power)/t.size:n}var O=["magma","viridis","grey"],N=255,mi=0,ui=[4288059030,4289769648],fi=4286611584;function kt(n){if(n==="grey")return Uint8Array.from({length:768},(e,r)=>Math.floor(r/3));let t=br[n]??"";return Uint8Array.from({length:t.length/2},(e,r)=>parseInt(t.slice(2*r,2*r+2),16))}var ze=(n,t)=>n.low+t/65535*(n.high-n.low);function yr(n,t){let e=kt(t.colourmap),r=e.length/3-1,i=r/(t.vmax-t.vmin),o=new Uint32Array(65536);for(let s=0;s<65536;s++){let a=ze(n,s);Math.abs(a)<t.threshold&&(a=0);let l=3*Math.round(Math.max(0,Math.min(r,(a-t.vmin)*i)));o[s]=(4278190080|e[l+2]<<16|e[l+1]<<8|e[l])>>>0}return o}function vr(n,t,e,r){let i=new Uint32Array(n.length);for(let o=0;o<n.length;o++){let s=t[o];s===N?i[o]=r[n[o]]:s!==mi?i[o]=fi:i[o]=ui[o%e+Math.floor(o/e)>>2&1]}return new ImageData(new Uint8ClampedArray(i.buffer),e,n.length/e)}function gr(n,t){let e=Math.floor(Math.log10(n)),r=[-1,0,1].flatMap(o=>[1,2,5].map(s=>+`${s}e${e+o}`)),i=1e-6;return t?Math.min(...r.filter(o=>o>=n*(1-i))):Math.max(...r.filter(o=>o<=n*(1+i)))}function je(n,t,e){let r=n.some(b=>b.signed),i=n.reduce((b,g)=>g.unit_range&&g.unit_range>(b??0)?g.unit_range:b,null),o=Math.max(0,...n.map(b=>b.vmax??0)),s=Math.max(0,...t.map(({typical:b,peak:g})=>b||g)),a=o;a||(a=s?i?i/gr(i/s,!1):gr(s,!0):i??1),a/=e.gain;let l=i?` (\xD7${v(i/a,3)}${i/a>20?", strongly amplified":""})`:"",c=n[0]?.errors??null,d=c?.name??n[0]?.unit,h=d?` ${d}`:"",u=v(L(a,c)),f=s===0&&t.length>0?", the map is zero":"";return{vmin:r?-a:0,vmax:a,threshold:e.threshold*a,colourmap:r?"diverging":e.colourmap,label:`${r?`\u2212${u}`:"0"} \u2026 ${u}${h}${l}${f}`,unit:c}}function v(n,t=4){if(n==null||Number.isNaN(n))return"\u2013";if(!Number.isFinite(n))return n>0?"\u221E":"\u2212\u221E";let e=Math.min(7,Math.floor(Math.log10(Math.abs(n)||1))+1),r=Number(n.toPrecision(Math.max(t,e)));return(r!==0&&(Math.abs(r)<1e-4||Math.abs(r)>=1e7)?r.toExponential().replace("e+","e"):String(r)).replace(/^-/,"\u2212")}var De=n=>n.kinds?.[0]?.name??"",me=n=>n.replaceAll("_"," ");function J(n,t){let e=(n?.regions??[]).map((r,i)=>({number:i+1,region:r}));return t?e.filter(({region:r})=>De(r)===t):e}var xr=(n,t)=>t===""||(n.regions??[]).some(e=>De(e)===t),wr=n=>Sr(n.map(t=>[De(t)])),$r=n=>Sr(n.map(({regions:t})=>[...new Set((t??[]).map(De))]));function Sr(n){let t=new Map;for(let e of n.flat())e&&t.set(e,(t.get(e)??0)+1);return[...t].sort(([e,r],[i,o])=>o-r||(e<i?-1:1))}function Mt({name:n,strength:t,unit:e,confidence:r}){let i=e?` ${v(t,3)} ${e}`:"";return`${me(n)}${i}, confidence ${r<.995?r.toFixed(2):"over 0.99"}`}var ue=["best","rival_best","median","random"];function fe(n,t){let e=t.get(n.image);return e===void 0?[]:[{entry:e,box:{x:n.x,y:n.y,width:n.size,height:n.size}}]}function Er(n,{entry:t,kind:e},r){let{crops:i,entries:o}=n;return i?ue.flatMap(s=>i[s]).flatMap(s=>fe(s,r)):J(o[t],e).map(({region:s})=>({entry:t,box:s}))}function He({crops:n,kind:t,entries:e}){return!!n||t==="comparison"&&e.some(({regions:r,load:i,opening:o})=>r??i??o)}var M=x`
 button,
 select,
 input[type="search"] {
 font: inherit;
 font-size: 12.5px;
 color: var(--text);
 background: var(--control);
 border: 1px solid var(--edge);
 border-radius: 5px;
 padding: 3px 8px;
 min-height: 26px;
 box-sizing: border-box;
 }
 button {
 cursor: pointer;
 white-space: nowrap;
 }
 button:hover {
 border-color: var(--dim);
 }
 button:disabled {
 opacity: 0.6;
 cursor: default;
 }
 button[aria-pressed="true"],
 button[aria-selected="true"] {
 background: var(--accent);
 border-color: var(--accent);
 color: var(--on-accent);
 }
 .chip {
 border-radius: 13px;
 max-width: 16em;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .chip[aria-pressed="true"] {
 background: var(--soft);
 border-color: var(--accent);
 color: var(--text);
 }
 .filter {
 border-radius: 13px;
 padding: 2px 9px;
 min-height: 24px;
 }
 .filter b {
 font-variant-numeric: tabular-nums;
 }
 .filter[aria-pressed="true"] b {
 color: inherit;
 }
 .group {
 display: inline-flex;
 flex-wrap: wrap;
 gap: 3px;
 align-items: center;
 }
 label {
 display: inline-flex;
 align-items: center;
 gap: 5px;
 font-size: 12.5px;
 white-space: nowrap;
 }
 input[type="range"] {
 width: 110px;
 accent-color: var(--accent);
 }
 input[type="checkbox"] {
 accent-color: var(--accent);
 margin: 0;
 }
 select {
 max-width: 15em;
 }
 :focus-visible {
 outline: 2px solid var(--accent);
 outline-offset: 1px;
 }
`;function Ie(n){return n.filter(({accept:t,decision:e})=>t!==void 0&&e!=="accepted")}function kr(n){return{copies:n.flatMap(({accept:t})=>t?.copies??[]),removes:n.flatMap(({accept:t})=>t?.removes??[])}}function Mr(n){return n.flatMap(({command:t})=>t?[`${t}
`]:[]).join("")}async function Ar(n,t,e={}){let r=await fetch(`./decision/${encodeURIComponent(n.id??"")}`,{method:"POST",headers:{...e,"Content-Type":"application/json"},body:JSON.stringify({decision:t,digest:n.accept?.digest??null})});if(!r.ok)throw new Error((await r.text()).trim()||`the server answered ${r.status}`);let{decision:i,accept:o}=await r.json();return{decision:i,accept:o}}var At=class extends S{constructor(){super();this.answer=null;this.entries=[]}static{this.properties={entries:{state:!0}}}static{this.styles=[M,x`
 dialog {
 color: var(--text);
 background: var(--panel);
 border: 1px solid var(--edge);
 border-radius: 10px;
 max-width: min(720px, 92vw);
 box-sizing: border-box;
 padding: 18px 22px;
 }
 dialog::backdrop {
 background: #0008;
 }
 h2 {
 font-size: 15px;
 margin: 0 0 8px;
 }
 h3 {
 font-size: 13px;
 margin: 10px 0 4px;
 }
 .files {
 max-height: 50vh;
 overflow: auto;
 border: 1px solid var(--line);
 border-radius: 6px;
 padding: 2px 12px 10px;
 }
 ul {
 margin: 0;
 padding-left: 18px;
 font: 12px/1.5 var(--mono);
 overflow-wrap: anywhere;
 }
 li + li {
 margin-top: 4px;
 }
 p {
 margin: 10px 0 0;
 font-size: 13px;
 }
 .primary {
 background: var(--accent);
 border-color: var(--accent);
 color: var(--on-accent);
 }
 .buttons {
 display: flex;
 justify-content: flex-end;
 gap: 8px;
 margin-top: 14px;
 }
 `]}get open(){return this.dialog?.open??!1}get dialog(){return this.renderRoot.querySelector("dialog")}async ask(e){return this.entries=e,await this.updateComplete,this.dialog?.showModal(),new Promise(r=>this.answer=r)}close(e){this.dialog?.close(),this.answer?.(e),this.answer=null}render(){let{copies:e,removes:r}=kr(this.entries),i=this.entries.length,o=i===1?`Accept ${this.entries[0].name}?`:`Accept ${i} pictures?`;return p`<dialog aria-labelledby="title" @cancel=${()=>this.close(!1)}>
 <h2 id="title">${o}</h2>
 <div class="files" tabindex="0" role="group" aria-label="Files">
 ${e.length?p`<h3>Copy the new picture over the baseline</h3><ul>${e.map(([s,a])=>p`<li>${s}<br />\u2192 ${a}</li>`)}</ul>`:m}
 ${r.length?p`<h3>Remove</h3><ul>${r.map(s=>p`<li>${s}</li>`)}</ul>`:m}
 </div>
 <p>The page cannot undo this.</p>
 <div class="buttons">
 <button autofocus data-answer="no" @click=${()=>this.close(!1)}>Cancel</button>
 <button data-answer="yes" class="primary" @click=${()=>this.close(!0)}>${i===1?"Accept":`Accept ${i}`}</button>
 </div>
 </dialog>`}};customElements.define("difference-confirm",At);var Tr=["failed","size","changed","deleted","new","same"],Rr=["accepted","rejected"],_r=["",...Tr,...Rr],be={failed:"could not be compared",size:"the images have different sizes",changed:"beyond the limits, or not identical if there are none",deleted:"only among the first images",new:"only among the second images",same:"within the limits, or identical if there are none",accepted:"the new picture is the baseline now",rejected:"marked as wrong"};function Cr(n){let t=new Map;for(let{state:e,decision:r}of n)for(let i of[e,r])i&&t.set(i,(t.get(i)??0)+1);return[...Tr,...Rr].flatMap(e=>t.has(e)?[[e,t.get(e)]]:[])}var bi=new Intl.Collator("en",{numeric:!0});function Ue(n,{search:t,only:e,kind:r},i){let o=t.toLowerCase().split(/\s+/).filter(Boolean),s=n.flatMap((a,l)=>{let c=a.name.toLowerCase();return(e===""||e===a.state||e===a.decision)&&xr(a,r)&&o.every(h=>c.includes(h))?[l]:[]});return i?s.sort((a,l)=>bi.compare(n[a].name,n[l].name)||a-l):s}function Be(n,t,e){let r=n.indexOf(t);if(r>=0)return n[Math.max(0,Math.min(n.length-1,r+e))];let i=n.findIndex(o=>o>t);return e>0?n[i]??n.at(-1):n[i<0?n.length-1:Math.max(0,i-1)]??n[0]}function Pr(n,t){let{state:e,reason:r,decision:i,problem:o}=n;return p`<div class="decision" role="group" aria-label="State and decision">
 ${e?p`<span class="mark ${e}" title=${be[e]}>${e}</span>`:m}
 ${i?p`<span class="mark ${i}" title=${be[i]}>${i}</span>`:m}
 ${r?p`<span class="reason" title=${r}>${r}</span>`:m}
 ${n.accept?gi(n,t):m}
 ${n.command?yi(n.command,t):m}
 ${o?p`<p class="problem" role="alert">${o}</p>`:m}
 </div>`}function gi(n,t){let e=n.decision==="rejected";return p`<span class="group buttons">
 <button data-decision="accept" title="Accept (a)" @click=${()=>{t.accept([n])}}>Accept \u2026</button>
 <button data-decision="reject" title="Reject (d)" aria-pressed=${e} @click=${()=>{t.reject(n,e?"clear":"reject")}}>Reject</button>
 </span>`}function yi(n,t){return p`<span class="command"><span>To accept:</span> <code tabindex="0" role="group" aria-label="Command">${n}</code>
 <button data-control="copy" @click=${()=>{t.copy(n)}}>Copy</button></span>`}var A={zoom:null,x:0,y:0,framed:null,filled:!1,marked:null},Lr=64,Or=1.06,Ve=n=>({...A,framed:Nr(n,Or),filled:!0,marked:n});function Nr({x:n,y:t,width:e,height:r},i){let o=i-1;return{x:n-e*o/2,y:t-r*o/2,width:e*i,height:r*i}}var Fe=class extends EventTarget{constructor(){super(...arguments);this.world={width:1,height:1};this.zoom=null;this.x=.5;this.y=.5;this.framed=null;this.filled=!1;this.pointer=null;this.box=null;this.marked=null;this.pane={width:300,height:300}}get shown(){return this.framed??{x:0,y:0,...this.world}}get fitScale(){return this.scaleFor(this.shown)}scaleFor({width:e,height:r}){return Math.min(this.pane.width/e,this.pane.height/r,Lr)}get scale(){return this.zoom??this.fitScale}get words(){return this.zoom!==null?`${Math.round(100*this.scale)} %`:this.framed?"chosen part":"whole image"}get middle(){let{x:e,y:r,width:i,height:o}=this.shown;return this.zoom===null?{x:e+i/2,y:r+o/2}:{x:this.x,y:this.y}}frame({width:e,height:r,ratio:i}={...this.pane,ratio:1}){let o=this.scale*i,{x:s,y:a}=this.middle;return{x:Math.round(e/2-s*o),y:Math.round(r/2-a*o),scale:o}}at(e,r,i){let o=this.frame(i);return{x:(e-o.x)/o.scale,y:(r-o.y)/o.scale}}changed(e="view"){this.dispatchEvent(new Event(e))}open(e,r){e===this.world.width&&r===this.world.height||(this.world={width:e,height:r},this.changed())}openLargest(e){let[r,...i]=e;if(!r)return;let o=i.reduce((s,a)=>a.width*a.height>s.width*s.height?a:s,r);this.open(o.width,o.height)}resize(e,r){e===this.pane.width&&r===this.pane.height||(this.pane={width:e,height:r},this.changed())}get place(){let{zoom:e,x:r,y:i,framed:o,filled:s,marked:a}=this;return{zoom:e===null?null:e/devicePixelRatio,x:r,y:i,framed:o,filled:s,marked:a}}set place({zoom:e,x:r,y:i,framed:o,filled:s,marked:a}){Object.assign(this,{zoom:e===null?null:e*devicePixelRatio,x:r,y:i,framed:o,filled:s,marked:a}),this.changed()}fit(){this.place={...A,marked:this.marked}}zoomTo(e,r=this.pane.width/2,i=this.pane.height/2,o={...this.pane,ratio:1}){let s=this.at(r,i,o),a=Math.min(this.scaleFor(this.world),1)/4,l=Math.max(a,Math.min(Lr,e));this.moveTo(l,s.x+(o.width/2-r)/(l*o.ratio),s.y+(o.height/2-i)/(l*o.ratio))}pan(e,r,i=1){let{scale:o,middle:s}=this;this.moveTo(o,s.x-e/(o*i),s.y-r/(o*i))}moveTo(e,r,i){this.zoom=e,this.framed=null,this.x=Math.max(0,Math.min(this.world.width,r)),this.y=Math.max(0,Math.min(this.world.height,i)),this.changed()}show(e,r=Or){this.zoom=null,this.framed=Nr(e,r),this.filled=!0,this.changed()}};var Tt=["side","flip","slider","blink","overlay","difference"],Rt=["images","places","plots","methods","errors","about"],_t=["all","ahead","behind","missing"],vi=["","light","dark"],ge=200,ye=900,ve={entry:0,mode:"side",shown:null,errors:!1,flip:0,first:0,second:1,split:.5,opacity:.5,speed:1.5,signed:!1,gain:1,threshold:0,colourmap:"magma",shared:!0,boxes:!0,tab:"images",metric:0,sort:"",down:!0,filter:"all",search:"",only:"",kind:"",lists:!1,width:300,metrics:!1,gallery:!1,verdict:!1,theme:""};function jr(n,t,{state:e,place:r}){let i=new URLSearchParams;for(let s of Object.keys(e)){let a=n[s];String(a)!==String(e[s])&&i.set(s,Array.isArray(a)?a.join("."):typeof a=="number"?xi(a):String(a))}let o=n.entry===e.entry?r:A;return t.zoom!==null?(i.set("zoom",We(t.zoom)),i.set("x",We(t.x)),i.set("y",We(t.y)),t.filled&&i.set("filled","true")):Z(t.framed)!==Z(o.framed)&&i.set("frame",Z(t.framed)),Z(t.marked)!==Z(o.marked)&&i.set("mark",Z(t.marked)),i.toString()}var Z=n=>n?[n.x,n.y,n.width,n.height].map(We).join(" "):"none";function zr(n,t){if(n==="none")return null;let e=(n??"").split(" ").map(Number),[r,i,o,s]=e;return n!==null&&e.length===4&&e.every(l=>Number.isFinite(l)&&Math.abs(l)<1e9)&&o>0&&s>0?{x:r,y:i,width:o,height:s}:t}var We=n=>String(Number(n.toPrecision(10))),xi=n=>String(Number(n.toPrecision(6)));function Dr(n,{state:t,place:e}){let r=new URLSearchParams(n.replace(/^#/,"")),i=(b,g,y,$)=>{let w=r.get(b),E=Number(w);return w===null||w===""||!Number.isFinite(E)||E<g||E>y?$:E},o=(b,g)=>Math.floor(i(b,0,1e9,g)),s=(b,g,y)=>g.find($=>$===r.get(b))??y,a=(b,g)=>({true:!0,false:!1})[r.get(b)??""]??g,l=r.get("shown"),c={entry:o("entry",t.entry),mode:s("mode",Tt,t.mode),shown:l&&/^\d{1,6}(\.\d{1,6})*$/.test(l)?l.split(".").map(Number):t.shown,errors:a("errors",t.errors),flip:o("flip",t.flip),first:o("first",t.first),second:o("second",t.second),split:i("split",0,1,t.split),opacity:i("opacity",0,1,t.opacity),speed:i("speed",.2,10,t.speed),signed:a("signed",t.signed),gain:i("gain",.01,1e3,t.gain),threshold:i("threshold",0,1,t.threshold),colourmap:s("colourmap",O,t.colourmap),shared:a("shared",t.shared),boxes:a("boxes",t.boxes),tab:s("tab",Rt,t.tab),metric:o("metric",t.metric),sort:(r.get("sort")??t.sort).slice(0,40),down:a("down",t.down),filter:s("filter",_t,t.filter),only:s("only",_r,t.only),kind:(r.get("kind")??t.kind).slice(0,60),search:(r.get("search")??t.search).slice(0,200),lists:a("lists",t.lists),width:i("width",ge,ye,t.width),metrics:a("metrics",t.metrics),gallery:a("gallery",t.gallery),verdict:a("verdict",t.verdict),theme:s("theme",vi,t.theme)},d=c.entry===t.entry?e:A,h=i("zoom",1e-4,64,0)||null,u=h?null:zr(r.get("frame"),d.framed),f={zoom:h,x:i("x",0,1e9,0),y:i("y",0,1e9,0),framed:u,filled:h?a("filled",!1):u!==null,marked:zr(r.get("mark"),d.marked)};return{state:c,place:f}}var Hr=20;function Ir(n,t){let e=o=>t(Math.round(Math.max(ge,Math.min(ye,o)))),r=o=>{let s=o.currentTarget;o.type==="pointerdown"&&s.setPointerCapture(o.pointerId),s.hasPointerCapture(o.pointerId)&&e(o.clientX-s.parentElement.getBoundingClientRect().left)};return p`<div class="divider" role="separator" tabindex="0" aria-orientation="vertical" aria-label="Width of the lists" aria-valuemin=${ge} aria-valuemax=${ye} aria-valuenow=${n} @pointerdown=${r} @pointermove=${r} @keydown=${o=>{let s={ArrowLeft:n-Hr,ArrowRight:n+Hr,Home:ge,End:ye}[o.key];s!==void 0&&(o.preventDefault(),o.stopPropagation(),e(s))}}></div>`}function Ct(n,t,e){let r=document.createElement("a");r.href=URL.createObjectURL(new Blob([t],{type:e})),r.download=n,r.click(),setTimeout(()=>URL.revokeObjectURL(r.href),1e4)}var wi=2;function X({word:n,paired:t},e="image"){return t.n<wi?`${t.n} ${e}${t.n===1?"":"s"}: not testable`:n}var qe=(n,t)=>n.metrics.find(({spec:e})=>e===t)?.unit??"";function Q(n,t,e=""){return n===null?"":`${n>0?"+":""}${q(n,t)}${e?` ${e}`:""}`}function xe(n,t){return P((n.verdicts?.outcomes??[]).flatMap(e=>e.metric===t?[e.paired.mean??NaN]:[]))}function P(n){let t=Array.prototype.filter.call(n,r=>Number.isFinite(r)&&r!==0).map(Math.abs);t.sort((r,i)=>r-i);let e=t[Math.floor(t.length/2)];return e===void 0?0:Math.max(0,Math.min(8,3-Math.floor(Math.log10(e))))}function q(n,t){if(!Number.isFinite(n))return v(n);let e=n.toFixed(t);return(Number(e)===0?e.replace("-",""):e).replace("-","\u2212")}function Pt(n){let t=100*n;return`${t>=10?Math.round(t):v(t,2)} %`}var Ur=n=>n==null?NaN:Number(n),Lt=class{constructor(t,e){this.source=t;let r=t.kind==="study";this.failed=new Set(t.errors.map(({name:l})=>l)),this.metric=r?t.metrics[Math.min(e,t.metrics.length-1)]??null:null,this.headings=r?t.methods:t.metrics.map(({spec:l})=>l);let i=r?t.scores[this.metric?.spec??""]??[]:this.headings.map(l=>t.scores[l]?.[0]);this.columns=this.headings.map((l,c)=>Float64Array.from(t.entries,(d,h)=>Ur(i[c]?.[h]))),this.ours=t.methods.indexOf(t.ours??"");let o=this.metric?.higher_is_better===!1?-1:1,s=this.columns.filter((l,c)=>c!==this.ours),a=this.ours>=0&&s.length>0&&typeof this.metric?.higher_is_better=="boolean";this.margins=Float64Array.from(t.entries,(l,c)=>{if(!a)return NaN;let d=Math.max(...s.map(u=>o*u[c])),h=o*this.columns[this.ours][c];return h===d?0:h-d})}get hasMargins(){return this.margins.some(t=>!Number.isNaN(t))}best(t){let e=this.metric?.higher_is_better;return typeof e!="boolean"||this.columns.length<2?NaN:(e?Math.max:Math.min)(...this.columns.map(r=>r[t]).filter(r=>!Number.isNaN(r)))}order(t,e,r,i){let o=t.toLowerCase().split(/\s+/).filter(Boolean),{entries:s,groups:a}=this.source,l=[];for(let c=0;c<s.length;c++){let d=this.margins[c];if(!(e==="ahead"&&!(d>0))&&!(e==="behind"&&!(d<0))&&!(e==="missing"&&this.columns.every(h=>!Number.isNaN(h[c])))){if(o.length){let h=`${s[c].name} ${a?.[c]??""}`.toLowerCase();if(!o.every(u=>h.includes(u)))continue}l.push(c)}}if(r==="name"){let c=new Intl.Collator("en",{numeric:!0});l.sort((d,h)=>(i?-1:1)*c.compare(s[d].name,s[h].name))}else if(r){let c=i?-1:1;l.sort((d,h)=>$i(r[d],r[h],c)||d-h)}return Uint32Array.from(l)}},Ke=class{constructor(t){this.source=t;this.made=new Map}of(t){let e=this.made.get(t)??new Lt(this.source,t);return this.made.set(t,e),e}others(t){return this.source.metrics.flatMap((e,r)=>r===t?[]:[[r,this.of(r)]])}};function $i(n,t,e){return Number.isNaN(n)||Number.isNaN(t)?Number(Number.isNaN(n))-Number(Number.isNaN(t)):n===t?0:n<t?-e:e}function Br(n,t=[]){return[["",n],...t.map(([r,i])=>[`${r}:`,i])].flatMap(([r,i])=>{let o=i.source.kind==="study",s=P(i.columns[Math.max(0,i.ours)]??[]),a=i.headings.map((c,d)=>{let h=i.columns[d];return{key:`${r}${d}`,name:c,table:i,values:h,decimals:o?s:P(h),margin:!1}}),l={key:`${r}margin`,name:`\u0394 ${i.source.ours??""}`,table:i,values:i.margins,decimals:s,margin:!0};return i.hasMargins?[...a,l]:a})}function Ot({values:n,decimals:t,margin:e},r){let i=n[r];return`${e&&i>0?"+":""}${q(i,t)}`}function Fr(n,t,{metric:e,entry:r}){let i=n.metrics[e],o=n.kind==="study"?n.methods.indexOf(t.label):-1;if(!i||o<0||t.kind!=="image"||t.role==="reference")return null;let s=n.methods.map((a,l)=>Ur(n.scores[i.spec]?.[l]?.[r]));return[i.spec,q(s[o],P(s)),i.unit]}function Si(n){let t=/^[=+\-@'\t\r]/.test(n)?`'${n}`:n;return/[",\r\n]/.test(t)?`"${t.replaceAll('"','""')}"`:t}var Ei=n=>n==null?"":n==="Infinity"?"inf":n==="-Infinity"?"-inf":String(n);function Vr(n){let t=["image,group,method,metric,score"];return n.entries.forEach((e,r)=>{n.methods.forEach((i,o)=>{for(let{spec:s}of n.metrics){let a=[e.name,n.groups?.[r]??"",i,s].map(Si);t.push([...a,Ei(n.scores[s]?.[o]?.[r])].join(","))}})}),`${t.join(`
`)}
`}function Wr(n){let{verdicts:t,crops:e,errors:r,scores:i,methods:o,groups:s}=n;if(n.kind==="comparison")return n.record;let a=n.entries.map(c=>c.name),l=Object.fromEntries(Object.entries(i).map(([c,d])=>[c,Object.fromEntries(o.map((h,u)=>[h,d[u]]))]));return{...n.record,verdicts:t,crops:e,errors:r,scores:{images:a,groups:s,tables:l}}}function qr(n,t,e){let r=n.metrics.length&&n.kind==="study",{verdicts:i}=n;return p`<header>
 <a class="skip" href="#" @click=${e.skip}>Skip to the images</a>
 <h1 title=${n.title}>${n.title}</h1>
 ${i?p`<section class="verdict" aria-label="Verdict"><p class=${t?"hidden":""}>${i.text}</p><button data-control="verdict" aria-expanded=${t} aria-controls="verdict" @click=${e.toggleVerdict}>${t?"Close":"Verdict"}</button></section>`:p`<span class="sum">${n.summary??""}</span>`}
 <span class="tools">
 <button @click=${()=>Ct("record.json",JSON.stringify(Wr(n),null,2),"application/json")}>JSON</button>
 ${r?p`<button @click=${()=>Ct("scores.csv",Vr(n),"text/csv")}>CSV</button>`:m}
 <button @click=${e.toggleTheme} aria-label="Light or dark" title="Light or dark (l)">\u25d0</button>
 <button @click=${e.help} aria-label="Keys" title="Keys (?)">?</button>
 </span>
 </header>
 ${i&&t?ki(n):m}`}function ki(n){let{text:t,outcomes:e}=n.verdicts;return p`<section class="full" id="verdict" tabindex="0" aria-label="Verdict in full">
 <p>${t}</p>
 <ul>${e.map(r=>{let{metric:i,rival:o,word:s,paired:a}=r;return p`<li class=${s==="better"?"good":s==="worse"?"bad":""}>${i} vs ${o}: <b>${X(r)}</b> ${Q(a.mean,xe(n,i),qe(n,i))}</li>`})}</ul>
    ${n.summary?p`<p class="sum">${n.summary}</p>`:m}
 </section>`}var Mi=[["n  p","next image; previous image"],["j  k","next place in the list; previous place"]],Kr=[["j  k","next pair; previous pair"],["n  p","next region; previous region"]],Ai=["a  d","accept, after a confirmation; reject, or take it back"],Ti=[["1 \u2026 9","show one image alone, and flip between images"],[",  .","previous image alone; next image alone"],["h w b v u","side by side, slider, blink, overlay, difference"],["i","open or close the lists"],["+  \u2212","zoom; also the wheel and two fingers"],["\u2190 \u2191 \u2192 \u2193","move; also by dragging"],["Shift + drag","zoom to a box"],["f  o","whole image; actual pixels (double click: zoom in, and back)"],["x","swap A and B"],["Space","pause or resume blinking"],["e  s","error maps; signed error maps"],["g  G","higher gain; lower gain"],["t  T","higher threshold; lower threshold"],["c","next colour map"],["r","boxes of the regions"],["l","light or dark theme"],["/","filter images"],["?","this list"]];function Yr(n,t){let r=[...t?t.writable?[...Kr,Ai]:Kr:Mi,...Ti];return p`<dialog class="help" aria-labelledby="keys">
 <h2 id="keys">Keys</h2>
 <dl>${r.map(([i,o])=>p`<dt><kbd>${i}</kbd></dt><dd>${o}</dd>`)}</dl>
 <p>${n?"Keys and the wheel work after a click on the images.":"The address of the page reopens exactly this view."}</p>
 <form method="dialog"><button autofocus @click=${i=>{i.preventDefault(),i.target.closest("dialog")?.close()}}>Close</button></form>
 </dialog>`}function Nt(n){let t=n.querySelector("dialog.help");t?.open?t.close():t?.showModal()}var Ri=200,Ye=class{constructor(t){this.host=t;this.timer=0;this.opening=!1;this.read=()=>{let{host:t}=this;if(!t.document)return;clearTimeout(this.timer),this.opening=!1;let{state:e,place:r}=Dr(t.embedded?"":location.hash,t.start);t.restore(e,r)};t.addController(this)}hostConnected(){this.host.embedded||addEventListener("hashchange",this.read)}hostDisconnected(){clearTimeout(this.timer),removeEventListener("hashchange",this.read)}open(){this.opening||this.write(),this.opening=!0}save(){clearTimeout(this.timer),this.timer=window.setTimeout(()=>{!this.host.document||!this.host.isConnected||(this.write(),this.host.announce())},Ri)}write(){let{host:t,opening:e}=this;this.opening=!1;let r=jr(t.state,t.viewport.place,t.start);if(t.embedded||r===location.hash.slice(1))return;let i=r?`#${r}`:location.pathname+location.search;e?history.pushState(null,"",i):history.replaceState(null,"",i)}};function Gr(n,t){if(n.ctrlKey||n.metaKey||n.altKey)return;let e=n.composedPath()[0];if(e.matches?.("input:not([type=range]):not([type=checkbox]), select, textarea")){n.key==="Escape"&&e.blur();return}let r=e.matches?.("input[type=range]")&&n.key.startsWith("Arrow"),i=n.key===" "&&e.matches?.("button, input, a"),o=_i(t)[n.key];!o||r||i||(n.preventDefault(),o())}function _i(n){let{state:t,viewport:e,isRun:r,change:i}=n,o=(f,b)=>()=>e.pan(f*60*devicePixelRatio,b*60*devicePixelRatio),s=f=>()=>i({gain:Math.max(.01,Math.min(100,t.gain*f))}),a=f=>()=>i({threshold:Math.max(0,Math.min(1,Math.round(100*(t.threshold+f))/100))}),l=f=>()=>i({mode:f}),c=n.layers.slice(0,9).map((f,b)=>[String(b+1),()=>i({mode:"flip",flip:f})]),d=O[(O.indexOf(t.colourmap)+1)%O.length],[h,u]=[n.other,n.step];return{...Object.fromEntries(c),",":()=>n.flip(-1),".":()=>n.flip(1),h:l("side"),w:l("slider"),b:l("blink"),v:l("overlay"),u:l("difference"),i:n.toggleLists,ArrowLeft:o(1,0),ArrowRight:o(-1,0),ArrowUp:o(0,1),ArrowDown:o(0,-1),"+":()=>e.zoomTo(e.scale*1.5),"=":()=>e.zoomTo(e.scale*1.5),"-":()=>e.zoomTo(e.scale/1.5),f:()=>e.fit(),0:()=>e.fit(),o:()=>e.zoomTo(1),n:()=>(r?u:h)(1),p:()=>(r?u:h)(-1),j:()=>(r?h:u)(1),k:()=>(r?h:u)(-1),...r?{a:n.accept,d:n.reject}:{},x:()=>i({first:t.second,second:t.first}),e:()=>i({errors:!t.errors}),s:()=>i({signed:!t.signed}),r:()=>i({boxes:!t.boxes})," ":n.toggleBlink,g:s(1.25),G:s(.8),t:a(.02),T:a(-.02),c:()=>i({colourmap:d}),l:n.toggleTheme,"/":n.filter,"?":n.help}}var zt=2,Ci=6,ee=700;async function Jr(n,t){let e=await fetch(n,{headers:t});if(!e.ok)throw new Error(`the server answered ${e.status}`);return e.json()}async function Zr(n,t){if(n)return await Jr(n,t);let e=document.getElementById("difference-document")?.textContent;return e?JSON.parse(e):null}async function Xr(n,t,e){let{entries:r}=n,i=r[t];if(!i?.load)return!1;let{load:o,...s}=i;r[t]={...s,opening:!0};try{let{record:a,...l}=await Jr(o,e),{decision:c,accept:d}=r[t];r[t]={...s,...l,...c===s.decision?{}:{decision:c,accept:d}},a&&r.length===1&&(n.record=a)}catch(a){r[t]={...s,errors:[a instanceof Error?a.message:"the entry cannot be opened"]}}return!0}var Pi=1150;function Qr(n,t){let{entries:e,crops:r,run:i}=n,o=n.kind==="study"&&n.methods.length<Ci,s=r?.best[0]??r?.rival_best[0],a=s?e.findIndex(({name:u})=>u===s.image):-1,l=Math.max(0,a),[c]=s&&a>=0?fe(s,new Map([[s.image,a]])):[],d=e[l]?.layers.findIndex(({label:u})=>u===n.ours)??-1;return{state:{...ve,errors:o&&t>ee,entry:l,flip:d>=0?d:1,tab:e.length>1||i?"images":Oi(n),lists:t<=ee||Li(n,l,t,c!==void 0)},place:c?Ve(c.box):A}}function Li({entries:n,run:t},e,r,i){if(r<Pi)return!1;let o=n.length>1&&!n[e]?.layers.length&&!n[e]?.load;return t!==void 0||i||o}function Oi(n){let[t]=n.entries;return n.crops??t?.regions??(n.kind==="comparison"&&t?.load)?"places":n.kind==="study"?"methods":"about"}var Ge=class{constructor(t,e,r){this.host=t;this.key=e;this.view=r;this.wheel=t=>{!t.ctrlKey&&!this.host.matches(":focus-within")&&t.stopPropagation()};this.watcher=new ResizeObserver(()=>this.host.narrow=this.host.clientWidth<=ee);t.addController(this)}hostConnected(){let{host:t}=this;(t.embedded?t:window).addEventListener("keydown",this.key),t.embedded&&t.addEventListener("wheel",this.wheel,{capture:!0,passive:!0}),t.viewport.addEventListener("view",this.view),this.watcher.observe(t)}hostDisconnected(){removeEventListener("keydown",this.key),this.host.removeEventListener("keydown",this.key),this.host.removeEventListener("wheel",this.wheel,{capture:!0}),this.host.viewport.removeEventListener("view",this.view),this.watcher.disconnect()}};function jt(n,t,e){let r=n.high-n.low;return{id:`${n.id}~${t.id}${e?"~":""}`,role:"difference",label:e?`${t.label} \u2212 ${n.label}`:`|${t.label} \u2212 ${n.label}|`,width:n.width,height:n.height,kind:"map",signed:e,unit:n.unit??"",low:e?-r*32768/32767:0,high:r,depth:16,unit_range:r,note:(n.depth??8)>8||(t.depth??8)>8?", from 8-bit images":"",positive:e?`${t.label} is brighter`:"",source:{type:"difference",first:n,second:t,signed:e}}}var Ni=8;function te(n){return(n?.layers??[]).flatMap(({role:t},e)=>t==="error"?[]:[e])}function we(n,{shown:t}){let e=t?.filter(r=>r<(n?.layers.length??0));return e?.length?e:te(n).slice(0,Ni)}function Ze(n,t){let[e,...r]=we(n,t);return r.length?[e,r.includes(t.flip)?t.flip:r[0]]:[e]}function en(n,t,e,r){let i=r&&t.mode==="side",o=i?we(n,t).slice(1):te(n);if(!o.length)return t.flip;let s=i?Ze(n,t)[1]??-1:t.flip;return o[(Math.max(0,o.indexOf(s))+e+o.length)%o.length]}var Je=(n,t)=>n[Math.min(t,n.length-1)]??null;function Dt(n){let t=n.filter(e=>e.kind==="image");return t.find(e=>e.role==="reference")??t[0]??null}function tn(n,t,e){return!e&&n.find(r=>r.role==="error"&&r.method===t.label)||null}function rn(n,t,e){let r=Dt(n);return t.flatMap((i,o)=>!r||i.kind!=="image"||i.id===r.id?[]:[{layer:tn(n,i,e)??jt(r,i,e),above:o}])}function zi(n,t,e,r){let i=Dt(n),o=Math.max(t.depth??8,e.depth??8)>8,s=t.id===i?.id?e:e.id===i?.id?t:null;return(o&&s?tn(n,s,r):null)??jt(t,e,r)}function nn(n,t,e,r){let{layers:i}=n;if(t.mode==="side"){let c=(e?Ze(n,t):we(n,t)).flatMap(h=>Je(i,h)??[]),d=t.errors?rn(i,c,t.signed):[];return[...c.map(h=>({layer:h})),...d]}let o=Je(i,t.flip);if(t.mode==="flip")return o?[{layer:o}]:[];let[s,a]=[Je(i,t.first),Je(i,t.second)];return!s||!a?[]:t.mode==="slider"?[{layer:s,over:a,split:t.split}]:t.mode==="overlay"?[{layer:s,over:a,opacity:t.opacity}]:t.mode==="blink"?[{layer:r?a:s}]:[{layer:s},{layer:zi(i,s,a,t.signed)},{layer:a}]}function on({layers:n},t){let e=Dt(n),r=t.flatMap(i=>n.find(o=>o.role==="method"&&o.label===i)??[]);return[...e?[e]:[],...r,...rn(n,r,!1).map(({layer:i})=>i)]}function Xe(n,t,e,[r,i],o){let{layer:s}=t,a=Math.max(0,Math.min(t.levels-1,Math.floor(Math.log2(1/e.scale)+1e-9)));n.imageSmoothingEnabled=e.scale*2**a<.999,n.imageSmoothingQuality="high";let l=t.size*2**a,c={x:(r-e.x)/e.scale/l,y:-e.y/e.scaleY/l},d={x:(i-e.x)/e.scale/l,y:(n.canvas.height-e.y)/e.scaleY/l},h=Math.ceil(s.width/l),u=Math.ceil(s.height/l),f=!0;for(let b=Math.max(0,Math.floor(c.y));b<Math.min(u,d.y);b++)for(let g=Math.max(0,Math.floor(c.x));g<Math.min(h,d.x);g++)ji(n,t,a,g,b,e,o)||(f=!1);return f}function ji(n,t,e,r,i,o,s){let a=t.tile(e,r,i),l=t.levels-1,c=a??(e<l&&t.tile(l,0,0));if(!c)return!1;let d=t.drawable(c,s);if(!d)return!1;let h=t.size*2**e,u=a?c:{x:r*h,y:i*h,width:h,height:h},f=c.width/c.columns,b=c.height/c.rows,g=(Ee,ut,ke,Me,ti)=>[Math.max(Ee,Math.floor(-ke/Me)-1),Math.min(Ee+ut,Math.ceil((ti-ke)/Me)+1)],{canvas:y}=n,[$,w]=g(u.x,u.width,o.x,o.scale,y.width),[E,Y]=g(u.y,u.height,o.y,o.scaleY,y.height),D=(Ee,ut,ke,Me)=>Math.max(0,Math.min(ke,(Me?Math.ceil:Math.floor)(Ee/ut))),H=D($-c.x,f,c.columns,!1),I=D(E-c.y,b,c.rows,!1),ht=D(w-c.x,f,c.columns,!0),mt=D(Y-c.y,b,c.rows,!0);return ht<=H||mt<=I||n.drawImage(d,H,I,ht-H,mt-I,o.x+(c.x+H*f)*o.scale,o.y+(c.y+I*b)*o.scaleY,(ht-H)*f*o.scale,(mt-I)*b*o.scaleY),a!==null}var sn=64,Ht=class extends S{constructor(){super(...arguments);this.visible=!1;this.drawn="";this.watcher=null;this.onLibrary=()=>this.draw()}static{this.properties={library:{attribute:!1},layers:{attribute:!1},box:{attribute:!1},colourmap:{attribute:!1}}}static{this.styles=x`
 :host {
 display: grid;
 grid-auto-flow: column;
 grid-auto-columns: minmax(0, ${sn}px);
 gap: 2px;
 min-height: 24px;
 }
 canvas {
 width: 100%;
 aspect-ratio: 1;
 background: var(--stage);
 image-rendering: pixelated;
 }
 `}connectedCallback(){super.connectedCallback(),this.library.addEventListener("change",this.onLibrary),this.watcher=new IntersectionObserver(([e])=>{this.visible=e?.isIntersecting??!1,this.draw()}),this.watcher.observe(this)}disconnectedCallback(){super.disconnectedCallback(),this.library.removeEventListener("change",this.onLibrary),this.watcher?.disconnect()}render(){return this.layers.map(({label:e})=>p`<canvas aria-hidden="true" title=${e}></canvas>`)}updated(){this.draw()}draw(){let{box:e,layers:r,colourmap:i}=this,o=JSON.stringify([r.map(({id:l})=>l),e.x,e.y,e.width,e.height,i,devicePixelRatio]);if(!this.visible||!this.hasUpdated||o===this.drawn)return;let s=this.scale();r.map((l,c)=>this.thumbnail(l,c,s)).every(Boolean)&&(this.drawn=o)}scale(){let e=this.layers.filter(({kind:o})=>o==="map"),i=e.map(o=>this.library.picture(o).sizes()).filter(o=>o!==null);return i.length<e.length?null:je(e,i,{colourmap:this.colourmap,gain:1,threshold:0})}thumbnail(e,r,i){let o=this.renderRoot.querySelectorAll("canvas")[r],s=o?.getContext("2d");if(!o||!s)return!1;let a=this.library.picture(e);if(a.error)return!0;let l=Math.round(sn*devicePixelRatio);o.width!==l&&(o.width=o.height=l);let c=this.layers[0],{x:d,y:h,width:u,height:f}=this.box,b=Math.min(l/u,l/f),g=Math.round(l/2-(d+u/2)*b),y=Math.round(l/2-(h+f/2)*b),[$,w]=[b*c.width/e.width,b*c.height/e.height];a.awaited=!0;let E=Xe(s,a,{x:g,y,scale:$,scaleY:w},[0,l],e.kind==="map"?i:null);return a.awaited=!E,E}};customElements.define("difference-strip",Ht);var Di=n=>({best:`Where ${n} does best`,rival_best:"Where a rival does best",median:"Typical places",random:"Drawn at random"});function an(n){let t=n.source.crops,e=P(ue.flatMap(i=>t[i].map(({gaps:o})=>o.crop))),r=Di(n.source.ours??"ours");return p`<details class="note"><summary>How the crops were chosen</summary>${t.disclosure??""}</details>
 <p class="note">Each strip: reference, ${n.source.ours??"ours"}, the rival, and their error maps.</p>
 ${ue.map(i=>t[i].length?p`<h3>${r[i]}</h3><ol class="strips">${t[i].map(o=>Hi(o,e,n))}</ol>`:m)}`}function Hi(n,t,{source:e,state:r,library:i,byName:o,marked:s,show:a}){let[l]=fe(n,o),c=l?e.entries[l.entry]??null:null,d=c?on(c,[e.ours??"",n.rival]):[],h=qe(e,e.crops?.settings.metric??""),u=Q(n.gaps.crop,t,h),f=l!==void 0&&l.entry===r.entry&&s?.x===n.x&&s.y===n.y&&s.width===n.size;return p`<li>
 <button class="item" aria-current=${f?"true":m} ?disabled=${!l} @click=${()=>l&&a(l.entry,l.box)}>
 ${d.length&&l?p`<difference-strip .library=${i} .layers=${d} .box=${l.box} .colourmap=${r.colourmap}></difference-strip>`:m}
 <span class="line"><b>${n.image}</b> ${n.size}\u00d7${n.size} at (${n.x}, ${n.y}), ${u} vs ${n.rival}</span>
 </button>
 ${n.disclosure?p`<details><summary>Disclosure</summary>${n.disclosure}</details>`:m}
 </li>`}var K=n=>n.target.checked,k=n=>n.target.value;var ln=x`
 :host {
 display: flex;
 flex-direction: column;
 min-height: 0;
 flex: 1;
 }
 .tools {
 display: flex;
 flex-wrap: wrap;
 gap: 6px;
 padding: 8px 10px;
 }
 input {
 flex: 1 1 120px;
 min-width: 0;
 }
 .scroll {
 flex: 1;
 min-height: 120px;
 overflow: auto;
 position: relative;
 }
 .row {
 display: grid;
 align-items: center;
 height: 30px;
 box-sizing: border-box;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 cursor: pointer;
 position: absolute;
 left: 0;
 min-width: 100%;
 }
 .row:not(.tiles) {
 background: var(--panel);
 }
 .row:not(.tiles):hover {
 background: var(--soft);
 }
 /* The name stays in view while the columns of the methods scroll under it. */
 .row:not(.tiles) > div:first-child {
 position: sticky;
 left: 0;
 z-index: 1;
 background: inherit;
 }
 .row[aria-selected="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .row[aria-selected="true"] > div:first-child {
 box-shadow: inset 3px 0 var(--accent);
 }
 .head {
 position: sticky;
 top: 0;
 left: auto;
 z-index: 1;
 background: var(--panel);
 cursor: default;
 border-bottom: 1px solid var(--edge);
 }
 .head button {
 border: 0;
 background: none;
 padding: 0 8px;
 text-align: right;
 width: 100%;
 font-weight: 600;
 font-size: 12px;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .head div:first-child button {
 text-align: left;
 }
 .row > div {
 padding: 0 7px;
 text-align: right;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 font-variant-numeric: tabular-nums;
 }
 .head > div {
 padding: 0;
 }
 .row:not(.tiles) > div:first-child {
 text-align: left;
 display: flex;
 gap: 8px;
 align-items: center;
 }
 .row span {
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .head small {
 display: block;
 font-weight: 400;
 line-height: 11px;
 font-size: 10.5px;
 color: var(--dim);
 }
 .head button {
 line-height: 13px;
 }
 .tiles {
 height: 140px;
 border: 0;
 padding: 3px 4px;
 cursor: default;
 gap: 4px;
 right: 0;
 min-width: 0;
 }
 .tiles:hover {
 background: none;
 }
 .row > .tile {
 display: flex;
 flex-direction: column;
 align-items: stretch;
 gap: 0;
 padding: 3px;
 height: 100%;
 box-sizing: border-box;
 text-align: left;
 border-radius: 5px;
 cursor: pointer;
 }
 .tile:hover,
 .tile[aria-selected="true"] {
 background: var(--soft);
 }
 .tile[aria-selected="true"] {
 box-shadow: inset 0 0 0 2px var(--accent);
 }
 .tile img,
 .blank {
 width: 100%;
 height: 92px;
 object-fit: contain;
 background: var(--stage);
 border-radius: 3px;
 }
 .tile span,
 .tile small {
 line-height: 17px;
 flex: none;
 }
 .tile small {
 color: var(--dim);
 }
 .row > div:not(.tile) img {
 width: 34px;
 height: 24px;
 object-fit: cover;
 border-radius: 3px;
 background: var(--stage);
 flex: none;
 }
 .none {
 color: var(--dim);
 }
 .bad {
 color: var(--bad);
 }
 .best {
 font-weight: 700;
 }
 .end {
 position: absolute;
 width: 1px;
 height: 1px;
 }
 .count {
 color: var(--dim);
 font-size: 12px;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 }
`;var Qe=new Map,$e=new Map;window.differencePictures=n=>{for(let[t,e]of Object.entries(n))Qe.set(t,e)};function Ii(n){if(!/^(index-)?data\/[\w-]+\.js$/.test(n))return Promise.reject(new Error("not a file of this report"));let t=$e.get(n);return t||(t=new Promise((e,r)=>{let i=document.createElement("script");i.src=n,i.onload=()=>{i.remove(),e()},i.onerror=()=>{$e.delete(n),r(new Error(`${n} is missing; keep the folder beside the page`))},document.head.append(i)}),$e.set(n,t)),t}async function Ui(n){let t=()=>document.readyState!=="loading"||!!document.getElementById(n)?.nextSibling;for(;!t();)await new Promise(r=>setTimeout(r,30));let e=document.getElementById(n);if(!e)throw new Error("the file of this page is incomplete");return e}var Bi=/^\.\/thumbnail\/[\w-]+\.jpg$/;async function et(n,t){let e;if(t.type==="address"&&Bi.test(t.url))return t.url;if(t.type==="inline"&&(e=t.url),t.type==="element"&&(e=(await Ui(t.id)).textContent??""),t.type==="shard"&&(Qe.has(n)||await Ii(t.script),e=Qe.get(n)),!e?.startsWith("data:image/png;base64,")&&!e?.startsWith("data:image/jpeg;base64,"))throw new Error("the image is missing");return e}function cn(n){Qe.delete(n)}function dn(){for(let n of $e.keys())n.includes("thumb")||$e.delete(n)}var z=class extends S{constructor(){super();this.watcher=null;this.watched=null;this.top=0,this.visibleHeight=600,this.visibleWidth=300}static{this.properties={state:{attribute:!1},top:{state:!0},visibleHeight:{state:!0},visibleWidth:{state:!0}}}get perRow(){return 1}get rowCount(){return Math.ceil(this.order.length/this.perRow)}drawn(){let{row:e,spare:r}=this.layout,i=Math.ceil((this.top+this.visibleHeight)/e)+r;return[Math.max(0,Math.floor(this.top/e)-r),Math.min(this.rowCount,i)]}watch(){let{scroller:e}=this;e!==this.watched&&(this.watcher?.disconnect(),this.watcher=new ResizeObserver(()=>{this.visibleHeight=e.clientHeight,this.visibleWidth=e.clientWidth}),this.watcher.observe(e),this.watched=e,this.top=e.scrollTop)}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect(),this.watched=null}get scroller(){return this.renderRoot.querySelector(".scroll")}updated(e){this.watch();let{row:r,head:i}=this.layout;for(let s of this.renderRoot.querySelectorAll(".row[data-at]"))s.style.top=`${(Number(s.dataset.at)+i)*r}px`;this.renderRoot.querySelector(".end").style.top=`${(this.rowCount+i)*r-1}px`;let o=e.get("state");e.has("state")&&o&&this.follow(o),e.has("state")&&o?.entry!==this.state.entry&&this.reveal(),this.renderRoot.querySelectorAll("img").forEach(s=>{this.thumbnail(s)})}follow(e){let r=s=>s.some(a=>e[a]!==this.state[a]),i=r(["search","filter","only","kind"]);(i||r(["sort","down"]))&&(this.scroller.scrollTop=0);let{order:o}=this;i&&o.length&&!Array.prototype.includes.call(o,this.state.entry)&&this.change({entry:o[0]})}async thumbnail(e){let r=e.dataset.thumb??"";if(e.dataset.shown===r)return;e.dataset.shown=r,e.removeAttribute("src");let i=this.entries[Number(r)]?.thumbnail,o=i?await et(i.id,i.source).catch(()=>""):"";e.dataset.thumb===r&&o&&(e.src=o)}scrolled(){let{scrollTop:e}=this.scroller;Math.abs(e-this.top)>this.layout.row/2&&(this.top=e)}reveal(){let{row:e,head:r}=this.layout,i=Array.prototype.indexOf.call(this.order,this.state.entry),o=this.scroller;if(i<0)return;let s=Math.floor(i/this.perRow);s*e<o.scrollTop&&(o.scrollTop=s*e);let a=(s+1+r)*e;a>o.scrollTop+o.clientHeight&&(o.scrollTop=a-o.clientHeight)}key(e){let{row:r,head:i}=this.layout,{perRow:o}=this,s=o*Math.max(1,Math.floor(this.visibleHeight/r)-1-i),c={...o>1?{ArrowRight:1,ArrowLeft:-1}:{},ArrowDown:o,ArrowUp:-o,PageDown:s,PageUp:-s,Home:-1e9,End:1e9}[e.key];c!==void 0&&(e.preventDefault(),e.stopPropagation(),this.step(c))}focusFilter(){this.renderRoot.querySelector("input")?.focus()}change(e){this.tell("change-state",e)}tell(e,r){this.dispatchEvent(new CustomEvent(e,{detail:r,bubbles:!0,composed:!0}))}};var Fi=146,Vi={row:30,head:1,spare:6},Wi={row:140,head:0,spare:2},It=class extends z{constructor(){super(...arguments);this.cached={key:"",table:null,order:new Uint32Array}}static{this.properties={...z.properties,table:{attribute:!1},others:{attribute:!1}}}static{this.styles=[M,ln]}get layout(){return this.state.gallery?Wi:Vi}get perRow(){return this.state.gallery?Math.max(1,Math.floor((this.visibleWidth-8)/Fi)):1}get entries(){return this.table.source.entries}get columns(){return Br(this.table,this.others)}get order(){let{search:e,filter:r,sort:i,down:o}=this.state,s=JSON.stringify([e,r,i,o,this.others.length]);if(this.cached.key!==s||this.cached.table!==this.table){let a=i==="name"?i:this.columns.find(l=>l.key===i)?.values??null;this.cached={key:s,table:this.table,order:this.table.order(e,r,a,o)}}return this.cached.order}render(){let{table:e,state:r,order:i,columns:o}=this,[s,a]=this.drawn(),l=Array.from({length:Math.max(0,a-s)},(d,h)=>s+h),c=`${i.length.toLocaleString("en")} of ${e.source.entries.length.toLocaleString("en")} images`;return p`
 <div class="tools">${this.filters()}${this.views(o)}</div>
 ${r.gallery?p`<div class="scroll gallery" role="listbox" tabindex="0" aria-label="Images" @scroll=${this.scrolled} @keydown=${this.key}>${l.map(d=>this.tiles(d,o))}<div class="end" role="presentation"></div></div>`:p`<div class="scroll" role="grid" tabindex="0" aria-label="Scores of images" aria-rowcount=${i.length+1} aria-colcount=${o.length+1} @scroll=${this.scrolled} @keydown=${this.key}>
 <div class="row head" role="row" aria-rowindex="1">${this.head("name","Image","")} ${o.map(d=>this.head(d.key,d.name,this.others.length?d.table.metric?.spec??"":""))}</div>
 ${l.map(d=>this.row(i[d],d,o))}
 <div class="end" role="presentation"></div>
 </div>`}
 <div class="count" role="status">${c}${this.metricWords()}</div>
 `}metricWords(){let{metric:e}=this.table;if(!e||this.others.length)return"";let{spec:r,unit:i,higher_is_better:o}=e;return`, ${r}${i?` in ${i}`:""}${o===null?"":o?", higher is better":", lower is better"}`}filters(){let{table:e,state:r}=this,{source:i}=e,o=i.kind==="study"&&i.metrics.length>1,s={all:"All images",ahead:`${i.ours} ahead of all`,behind:`${i.ours} behind`,missing:"Scores missing"};return p`
 <input type="search" placeholder="Filter by name" aria-label="Filter images by name (/)" .value=${r.search} @input=${a=>this.change({search:k(a)})} />
 ${o?p`<select aria-label="Metric" data-control="metric" @change=${a=>this.change({metric:Number(k(a))})}>
 ${i.metrics.map(({spec:a},l)=>p`<option value=${l} ?selected=${l===r.metric}>${a}</option>`)}
 </select>`:m}
 ${e.hasMargins?p`<select aria-label="Which images" data-control="filter" @change=${a=>this.change({filter:k(a)})}>
 ${_t.map(a=>p`<option value=${a} ?selected=${a===r.filter}>${s[a]}</option>`)}
 </select>`:m}`}views(e){let{table:r,state:i,entries:o}=this,s=r.source.kind==="study"&&r.source.metrics.length>1;return p`
 ${s?p`<label><input type="checkbox" data-control="metrics" .checked=${i.metrics} @change=${a=>this.change({metrics:K(a)})} /> All metrics</label>`:m}
 ${o.some(({thumbnail:a})=>a)?p`<label><input type="checkbox" data-control="gallery" .checked=${i.gallery} @change=${a=>this.change({gallery:K(a)})} /> Gallery</label>`:m}
 ${i.gallery?p`<span class="group"><select aria-label="Sort by" data-control="sort" @change=${a=>this.change({sort:k(a)})}>
 <option value="" ?selected=${i.sort===""}>In order</option>
 <option value="name" ?selected=${i.sort==="name"}>By name</option>
 ${e.map(a=>p`<option value=${a.key} ?selected=${i.sort===a.key}>${a.table.metric?.spec??""} ${a.name}</option>`)}
 </select>
 <button data-control="down" aria-label=${i.down?"Descending":"Ascending"} title=${i.down?"Descending":"Ascending"} @click=${()=>this.change({down:!i.down})}>${i.down?"\u2193":"\u2191"}</button></span>`:m}`}head(e,r,i){let{sort:o,down:s}=this.state,a=o===e,l={sort:e,down:a?!s:e!=="name"},c=a?s?"descending":"ascending":"none",d=e.endsWith("margin")?`Margin of ${this.table.source.ours} over the best rival`:r;return p`<div role="columnheader" aria-sort=${c}><button data-sort=${e} title=${d} @click=${()=>this.change(l)}>${i?p`<small>${i}</small> `:m}${r}${a?s?" \u2193":" \u2191":""}</button></div>`}row(e,r,i){let{table:o,state:s}=this,a=o.source.entries[e],l=new Map([o,...this.others.map(([,d])=>d)].map(d=>[d,d.best(e)])),c=i.map(d=>{let h=d.values[e],u=Number.isNaN(h)?"none":d.margin?h<0?"bad":"":h===l.get(d.table)?"best":"";return p`<div role="gridcell" class=${u}>${Ot(d,e)}</div>`});return p`<div class="row" role="row" data-at=${r} aria-rowindex=${r+2} aria-selected=${e===s.entry} @click=${()=>this.change({entry:e})}>
 <div role="gridcell" title=${a.name}>${a.thumbnail?p`<img alt="" data-thumb=${e} />`:m}<span>${a.name}</span>${this.failure(a)}</div>
 ${c}
 </div>`}failure({name:e}){return this.table.failed.has(e)?p`<span class="bad" title="Listed under Failed">\u26a0</span>`:m}tiles(e,r){let{perRow:i,order:o,table:s,state:a}=this,l=r.find(({key:c})=>c===a.sort)??r.find(({margin:c})=>c)??r[0];return p`<div class="row tiles" role="presentation" data-at=${e}>
 ${Array.from(o.slice(e*i,(e+1)*i),c=>{let d=s.source.entries[c];return p`<div class="tile" role="option" aria-selected=${c===a.entry} title=${d.name} @click=${()=>this.change({entry:c})}>
 ${d.thumbnail?p`<img alt="" data-thumb=${c} />`:p`<span class="blank"></span>`}
 <span>${d.name}${this.failure(d)}</span><small>${l?`${l.name} ${Ot(l,c)}`:""}</small>
 </div>`})}
    </div>`}updated(e){let r=this.columns.length,i=r>3?112:180;for(let o of this.renderRoot.querySelectorAll(".row"))o.style.gridTemplateColumns=this.state.gallery?`repeat(${this.perRow}, minmax(0, 1fr))`:`minmax(${i}px, 1fr) repeat(${r}, 72px)`;super.updated(e)}step(e){let{order:r}=this;if(!r.length)return;let i=r.indexOf(this.state.entry),o=r[Math.max(0,Math.min(r.length-1,i+e))];o!==void 0&&this.change({entry:o})}};customElements.define("difference-table",It);function pn(n){let t=n.record.means??[],e=n.verdicts?.outcomes??[];return p`
 <div class="wide"><table class="facts"><caption>Means over the images for which every method has a finite score</caption>
 <thead><tr><th scope="col">Method</th>${n.metrics.map(({spec:r,unit:i,higher_is_better:o})=>p`<th scope="col">${r}${i?` (${i})`:""}${o===null?"":o?" \u2191":" \u2193"}</th>`)}</tr></thead>
 <tbody>${n.methods.map(r=>p`<tr><th scope="row">${r}${r===n.ours?p` <small>ours</small>`:m}</th>
 ${n.metrics.map(({spec:i})=>{let o=t.find(l=>l.metric===i&&l.method===r),s=o&&o.missing+o.infinite?`${o.missing} missing, ${o.infinite} infinite`:"",a=P(t.filter(l=>l.metric===i).map(l=>l.mean??NaN));return p`<td class=${o?.best?"best":""} data-head=${i}>${q(o?.mean??NaN,a)}${s?p`<br /><small>${s}</small>`:m}</td>`})}</tr>`)}</tbody></table></div>
    ${e.length?p`<div class="wide"><table class="facts"><caption>${n.verdicts?.ours} against each rival; values above 0 favour it</caption>
 <thead><tr><th scope="col">Rival</th><th scope="col">Metric</th><th scope="col">Mean</th><th scope="col">Interval</th><th scope="col">Won</th><th scope="col">p</th><th scope="col">Verdict</th></tr></thead>
 <tbody>${e.map(({metric:r,rival:i,word:o,adjusted_p:s,paired:a})=>p`<tr><th scope="row">${i}</th><td data-head="Metric">${r}</td><td data-head="Mean">${Q(a.mean,xe(n,r))||"\u2013"}</td>
 <td data-head="Interval">${a.interval?a.interval.map(l=>q(l,xe(n,r))).join(" \u2026 "):"\u2013"}</td>
 <td data-head="Won">${a.wins} / ${a.n}</td><td data-head="p">${v(s,2)}</td><td data-head="Verdict">${X({word:o,paired:a})}</td></tr>`)}</tbody></table></div>
 <p class="note">p values are corrected for multiple comparisons; a difference is significant below ${n.verdicts?.level}.</p>`:m}`}function hn(n,t,e){return n.metrics.length<2?m:p`<label>Metric <select @change=${r=>e(Number(r.target.value))}>
 ${n.metrics.map(({spec:r},i)=>p`<option value=${i} ?selected=${i===t}>${r}</option>`)}
 </select></label>`}function mn(n,t){let r=n.errors.length-500;return p`<p class="note">Images that could not be read or compared have no score and are left out of the means.</p>
 <ol>${n.errors.slice(0,500).map(i=>p`<li><button class="item" @click=${()=>t(i.name)}>
 <b>${i.name}</b> ${[i.method,i.metric].filter(Boolean).join(", ")} <small>${[i.stage,i.error,i.cause].filter(Boolean).join(": ")}</small>
 </button></li>`)}</ol>
 ${r>0?p`<p class="note">${r} more are in the record.</p>`:m}`}function qi(n){return typeof n=="string"?n:`${n.note} (${n.method}, ${n.images} ${n.images===1?"image":"images"})`}function un(n,t){let e=c=>p`<dl>${c.map(([d,h])=>p`<dt>${d}</dt><dd>${h}</dd>`)}</dl>`,{protocol:r,versions:i,notes:o}=n.record,s=[];r?.name&&s.push(["protocol",`${r.name}: ${r.summary??""}`]),i&&s.push(["versions",Object.entries(i).map(([c,d])=>`${c} ${d}`).join(", ")]);let a=(t?.layers??[]).flatMap(({label:c,note:d})=>d?[`${c}: ${d}`]:[]),l=new Set([...t?.errors??[],...t?.notes??[],...a,...Array.isArray(o)?o.map(qi):[]]);return p`${t?.facts?.length?p`<h3>This pair</h3>${e(t.facts)}`:m}
 ${s.length?p`<h3>How it was made</h3>${e(s)}`:m}
 ${l.size?p`<h3>Notes</h3><ul>${[...l].map(c=>p`<li>${c}</li>`)}</ul>`:m}
 <p class="note">The JSON button downloads the whole record with all settings.</p>`}function re(n,t){let e=t*(n.length-1),r=Math.floor(e),i=n[r];if(i===void 0)return NaN;let o=n[r+1]??i;return i+(e-r)*(o-i)}var T=400,Ut=120,tt=48,Ki=n=>Float64Array.from(Array.prototype.filter.call(n,Number.isFinite)).sort();function fn(n){let{metric:t,source:e}=n,r=n.columns.map(Ki),i=Math.min(...r.map(d=>d[0]??1/0)),o=Math.max(...r.map(d=>d[d.length-1]??-1/0));if(!t||!(i<=o))return p`<p>No finite scores.</p>`;let s=o-i||1,a=d=>8+(d-i)/s*(T-16),l=52,c=r.length*l+20;return p`<figure>
 <figcaption>Distribution of ${t.spec}${t.unit?` (${t.unit})`:""} over images: histogram, quartiles, median.</figcaption>
 <svg viewBox="0 0 ${T} ${c}" role="img" aria-label=${r.map((d,h)=>`${e.methods[h]}: median ${v(re(d,.5))}, quartiles ${v(re(d,.25))} and ${v(re(d,.75))}`).join("; ")}>
 ${r.map((d,h)=>Yi(d,{name:e.methods[h],low:i,span:s,at:a,floor:h*l+l-8,ours:h===n.ours}))}
 <text x="8" y=${c-4}>${v(i)}</text>
 <text x=${T-8} y=${c-4} text-anchor="end">${v(o)}</text>
 </svg>
 </figure>`}function Yi(n,t){let e=new Uint32Array(tt);for(let d of n)e[Math.min(tt-1,Math.floor((d-t.low)/t.span*tt))]++;let r=Math.max(1,...e),i=(T-16)/tt,{floor:o}=t,s=`M8 ${o}`;e.forEach((d,h)=>s+=`V${(o-d/r*24).toFixed(1)}H${(8+(h+1)*i).toFixed(1)}`);let[a,l,c]=[.25,.5,.75].map(d=>t.at(re(n,d)));return he`<g class=${t.ours?"ours":"rival"}>
 <path class="area" d="${s}V${o}Z"></path>
 <line class="rule" x1="8" x2=${T-8} y1=${o} y2=${o}></line>
 ${n.length?he`<line class="box" x1=${a} x2=${c} y1=${o+3} y2=${o+3}></line><line class="median" x1=${l} x2=${l} y1=${o-25} y2=${o+6}></line>`:m}
 <text x="8" y=${o-27}>${t.name}</text>
 <text x=${T-8} y=${o-27} text-anchor="end">${v(re(n,.5))}</text>
 </g>`}function bn(n,t){let{source:e,metric:r,ours:i}=n;if(i<0||typeof r?.higher_is_better!="boolean")return[];let o=r.higher_is_better?1:-1,s=n.columns[i];return e.methods.flatMap((a,l)=>{if(l===i)return[];let c=Array.from(n.columns[l],(d,h)=>[o*(s[h]-d),h]).filter(([d])=>Number.isFinite(d)).sort((d,h)=>d[0]-h[0]);return[Ji(n,a,c,t)]})}function Gi(n,t,e){let r=t?.paired.wins??n.filter(([a])=>a>0).length,i=t?.paired.n??n.length,o=t?i-(t.paired.n_finite??i):0,s=o?` (${o} infinite difference${o===1?"":"s"} not drawn)`:"";return`ahead in ${r} of ${i} ${e}${i===1?"":"s"}${s}`}function Ji(n,t,e,r){let{source:i,metric:o}=n,s=i.verdicts?.outcomes.find(w=>w.rival===t&&w.metric===o?.spec),a=Math.min(0,e[0]?.[0]??0),l=Math.max(0,e[e.length-1]?.[0]??0),c=w=>14+(l-w)/(l-a||1)*(Ut-28),d=Math.min(e.length,200),h=Math.min(24,(T-16)/Math.max(1,d)),u=Array.from({length:d},(w,E)=>{let[Y,D]=e[Math.floor((E+.5)/d*e.length)],H=Math.min(c(Y),c(0)),I=Math.max(.5,Math.abs(c(Y)-c(0)));return he`<rect class=${Y<0?"behind":"ahead"} x=${8+E*h} y=${H} width=${Math.max(.5,h-(h>3?1:0))} height=${I} @click=${()=>r(D)}><title>${i.entries[D].name}: ${v(Y)}</title></rect>`}),f=s?.paired.interval,b=o?.unit?` ${o.unit}`:"",g=`${i.ours} against ${t}: ${Gi(e,s,i.verdicts?.unit??"image")}`,y=s&&s.paired.mean!==null?`; mean ${v(s.paired.mean)}${b}${f?`, ${Math.round(100*s.paired.confidence)} % interval ${v(f[0])} to ${v(f[1])}`:""}; ${X(s)}`:"",$=d<e.length?` ${d} of ${e.length} images are drawn, evenly spaced.`:"";return p`<figure>
 <figcaption>${g}${y}.${$}</figcaption>
 <svg viewBox="0 0 ${T} ${Ut}" role="img" aria-label=${g}>
 ${f?he`<rect class="interval" x="8" width=${T-16} y=${c(f[1])} height=${Math.max(1,c(f[0])-c(f[1]))}></rect>`:m}
 ${u}
 <line class="rule" x1="8" x2=${T-8} y1=${c(0)} y2=${c(0)}></line>
 <text x="8" y="10">${l>0?`+${v(l)}`:"0"}${b}</text>
 <text x="8" y=${Ut-2}>${v(a)}${b}</text>
 </svg>
 </figure>`}var gn={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},yn=n=>(...t)=>({_$litDirective$:n,values:t}),rt=class{constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,e,r){this._$Ct=t,this._$AM=e,this._$Ci=r}_$AS(t,e){return this.update(t,e)}update(t,e){return this.render(...e)}};var{I:Zi}=mr,vn=n=>n;var xn=()=>document.createComment(""),ne=(n,t,e)=>{let r=n._$AA.parentNode,i=t===void 0?n._$AB:t._$AA;if(e===void 0){let o=r.insertBefore(xn(),i),s=r.insertBefore(xn(),i);e=new Zi(o,s,n,n.options)}else{let o=e._$AB.nextSibling,s=e._$AM,a=s!==n;if(a){let l;e._$AQ?.(n),e._$AM=n,e._$AP!==void 0&&(l=n._$AU)!==s._$AU&&e._$AP(l)}if(o!==i||a){let l=e._$AA;for(;l!==o;){let c=vn(l).nextSibling;vn(r).insertBefore(l,i),l=c}}}return e},j=(n,t,e=n)=>(n._$AI(t,e),n),Xi={},wn=(n,t=Xi)=>n._$AH=t,$n=n=>n._$AH,nt=n=>{n._$AR(),n._$AA.remove()};var Sn=(n,t,e)=>{let r=new Map;for(let i=t;i<=e;i++)r.set(n[i],i);return r},En=yn(class extends rt{constructor(n){if(super(n),n.type!==gn.CHILD)throw Error("repeat() can only be used in text expressions")}dt(n,t,e){let r;e===void 0?e=t:t!==void 0&&(r=t);let i=[],o=[],s=0;for(let a of n)i[s]=r?r(a,s):s,o[s]=e(a,s),s++;return{values:o,keys:i}}render(n,t,e){return this.dt(n,t,e).values}update(n,[t,e,r]){let i=$n(n),{values:o,keys:s}=this.dt(t,e,r);if(!Array.isArray(i))return this.ut=s,o;let a=this.ut??=[],l=[],c,d,h=0,u=i.length-1,f=0,b=o.length-1;for(;h<=u&&f<=b;)if(i[h]===null)h++;else if(i[u]===null)u--;else if(a[h]===s[f])l[f]=j(i[h],o[f]),h++,f++;else if(a[u]===s[b])l[b]=j(i[u],o[b]),u--,b--;else if(a[h]===s[b])l[b]=j(i[h],o[b]),ne(n,l[b+1],i[h]),h++,b--;else if(a[u]===s[f])l[f]=j(i[u],o[f]),ne(n,i[h],i[u]),u--,f++;else if(c===void 0&&(c=Sn(s,f,b),d=Sn(a,h,u)),c.has(a[h]))if(c.has(a[u])){let g=d.get(s[f]),y=g!==void 0?i[g]:null;if(y===null){let $=ne(n,i[h]);j($,o[f]),l[f]=$}else l[f]=j(y,o[f]),ne(n,i[h],y),i[g]=null;f++}else nt(i[u]),u--;else nt(i[h]),h++;for(;f<=b;){let g=ne(n,l[b+1]);j(g,o[f]),l[f++]=g}for(;h<=u;){let g=i[h++];g!==null&&nt(g)}return this.ut=s,wn(n,l),C}});function it(n,t,e,r){let i=e&&!n.some(([s])=>s===e)?[[e,0]]:[];if(!n.length&&!i.length)return m;let o=(s,a,l)=>p`<button
 class="filter"
 data-kind=${s||"all"}
 aria-pressed=${e===s}
 @click=${()=>r(e===s?"":s)}
 >${a} <b>${l.toLocaleString("en")}</b></button>`;return p`<span class="group kinds" role="group" aria-label="Filter by kind of change">
 ${o("","all kinds",t)}${[...n,...i].map(([s,a])=>o(s,me(s),a))}
 </span>`}var kn=1.5,Qi=16;function An(n,t){let{kind:e}=t.state;if(n?.opening&&!n.regions)return p`<p class="note" role="status">Comparing \u2026</p>`;let r=n?.regions??[],i=J(n,e);return p`<p class="note" role="status">${eo(r,i.length,e,n?.regions_dropped??0)}</p>
 ${it(wr(r),r.length,r.length?e:"",t.choose)}
 <ol class="regions">${En(i,({number:o})=>`${n?.name} ${o}`,o=>ro(o,n,t))}</ol>`}function eo(n,t,e,r){if(!n.length)return"No region was found.";let i=`region${n.length===1?"":"s"}`,o=n.filter(({kinds:s})=>s?.length).length;return[e?`${t} of ${n.length} ${i}: ${me(e)}.`:`${n.length} ${i}, strongest first.`,!e&&o&&o<n.length?`What changed is known of ${o} of them.`:"",r?`${r} small or weak regions are not listed.`:""].filter(Boolean).join(" ")}function to({x:n,y:t,width:e,height:r}){let i=Math.max(kn*e,kn*r,Qi);return{x:n+(e-i)/2,y:t+(r-i)/2,width:i,height:i}}function ro({number:n,region:t},e,{library:r,state:i,show:o}){let{kinds:s,text:a,advantage:l}=t,c=e.layers.filter(({role:h})=>h!=="error"),d=`${t.width}\xD7${t.height} at (${t.x}, ${t.y})`;return p`<li value=${n}>
 <button class="item" @click=${()=>o(t)}>
 ${c.length?p`<difference-strip .library=${r} .layers=${c} .box=${to(t)} .colourmap=${i.colourmap}></difference-strip>`:m}
 ${a?p`<b>${a}</b><small>${d}</small>`:p`<b>${d}</b>${s?.length?m:p`<small>${Mn(t)}</small>`}`}
 ${l?p`<small class="advantage">${l.text}</small>`:m}
 </button>
 ${s?.length?p`<details>
 <summary>${Mt(s[0])}</summary>
 <ul>
 ${s.slice(1).map(h=>p`<li>${Mt(h)}: ${h.text}</li>`)}
 <li>${Mn(t)}</li>
 </ul>
 </details>`:m}
 </li>`}function Mn({area:n,peak:t,mean:e}){return`${n===void 0?"":`${n} pixels, `}peak ${v(t)}, mean ${v(e)}`}var Tn=x`
 :host {
 display: flex;
 flex-direction: column;
 min-height: 0;
 flex: 1;
 }
 .tools {
 display: flex;
 flex-wrap: wrap;
 gap: 6px;
 padding: 8px 10px;
 border-bottom: 1px solid var(--line);
 }
 .tools .group {
 flex: 1 1 100%;
 }
 input {
 flex: 1 1 120px;
 min-width: 0;
 }
 .tools .kinds {
 max-height: 56px;
 overflow: auto;
 }
 .filter.failed b,
 .filter.size b,
 .filter.changed b,
 .filter.rejected b {
 color: var(--bad);
 }
 .filter.deleted b,
 .filter.new b {
 color: var(--warn);
 }
 .filter.same b,
 .filter.accepted b {
 color: var(--good);
 }
 .scroll {
 flex: 1;
 min-height: 120px;
 overflow: auto;
 position: relative;
 }
 .row {
 display: grid;
 grid-template-columns: 68px minmax(0, 1fr) auto;
 gap: 10px;
 align-items: center;
 height: 58px;
 box-sizing: border-box;
 padding: 0 10px;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 cursor: pointer;
 position: absolute;
 left: 0;
 right: 0;
 }
 .row:hover {
 background: var(--soft);
 }
 .row[aria-selected="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .picture {
 width: 68px;
 height: 48px;
 border-radius: 4px;
 background: var(--stage);
 overflow: hidden;
 }
 img {
 width: 100%;
 height: 100%;
 object-fit: cover;
 display: block;
 }
 img:not([src]) {
 visibility: hidden;
 }
 .name b,
 .name small {
 display: block;
 overflow: hidden;
 text-overflow: ellipsis;
 white-space: nowrap;
 }
 .name b {
 font-weight: 600;
 }
 .name small {
 color: var(--dim);
 font-size: 12px;
 }
 .name small.bad {
 color: var(--bad);
 }
 .marks {
 display: flex;
 flex-direction: column;
 align-items: flex-end;
 gap: 3px;
 }
 .end {
 position: absolute;
 width: 1px;
 height: 1px;
 }
 .count {
 display: flex;
 flex-wrap: wrap;
 justify-content: space-between;
 align-items: center;
 gap: 6px;
 color: var(--dim);
 font-size: 12px;
 padding: 5px 10px;
 border-top: 1px solid var(--line);
 }
`;var ot=x`
 .mark {
 display: inline-block;
 border: 1px solid currentColor;
 border-radius: 9px;
 padding: 0 7px;
 font-size: 11.5px;
 line-height: 17px;
 white-space: nowrap;
 }
 .mark.failed,
 .mark.size,
 .mark.changed,
 .mark.rejected {
 color: var(--bad);
 }
 .mark.deleted,
 .mark.new {
 color: var(--warn);
 }
 .mark.same,
 .mark.accepted {
 color: var(--good);
 }
 .mark.accepted,
 .mark.rejected {
 font-weight: 650;
 }
`,Rn=x`
 .decision {
 display: flex;
 flex-wrap: wrap;
 gap: 6px 10px;
 align-items: center;
 padding: 5px 10px;
 border-bottom: 1px solid var(--line);
 font-size: 12.5px;
 }
 .decision .reason {
 flex: 1 1 160px;
 min-width: 0;
 max-height: 3em;
 overflow: auto;
 overflow-wrap: anywhere;
 }
 .decision .buttons {
 margin-left: auto;
 }
 .decision .command {
 flex: 1 1 100%;
 display: flex;
 gap: 8px;
 align-items: center;
 min-width: 0;
 }
 .decision code {
 flex: 1 1 auto;
 min-width: 0;
 overflow: auto;
 white-space: pre;
 font: 12px/1.5 var(--mono);
 padding: 2px 7px;
 border: 1px solid var(--line);
 border-radius: 5px;
 background: var(--page);
 }
 .decision .problem {
 flex: 1 1 100%;
 margin: 0;
 color: var(--bad);
 overflow-wrap: anywhere;
 }
`;var Bt=class extends z{constructor(){super(...arguments);this.layout={row:58,head:0,spare:4}}static{this.properties={...z.properties,rows:{attribute:!1}}}static{this.styles=[M,ot,Tn]}get entries(){return this.rows}get order(){return Ue(this.rows,this.state,this.state.sort==="name")}render(){let{order:e,rows:r,state:i}=this,[o,s]=this.drawn();return p`
 <div class="tools">
 <span class="group" role="group" aria-label="Filter by state">${this.filters()}</span>
 ${it($r(r),r.length,i.kind,a=>this.change({kind:a}))}
 <input type="search" placeholder="Filter by name" aria-label="Filter pairs by name (/)" .value=${i.search} @input=${a=>this.change({search:a.target.value})} />
 <select aria-label="Order" data-control="order" @change=${a=>this.change({sort:a.target.value})}>
 <option value="" ?selected=${i.sort!=="name"}>Worst first</option>
 <option value="name" ?selected=${i.sort==="name"}>By name</option>
 </select>
 </div>
 <div class="scroll" role="grid" tabindex="0" aria-label="Pairs of the run" aria-rowcount=${e.length} aria-colcount="3" @scroll=${this.scrolled} @keydown=${this.key}>
 ${e.slice(o,s).map((a,l)=>this.row(a,o+l))}
 <div class="end" role="presentation"></div>
 </div>
 <div class="count">
 <span role="status">${e.length.toLocaleString("en")} of ${r.length.toLocaleString("en")} pairs</span>
 ${this.forAll(e.map(a=>r[a]))}
 </div>
 `}filters(){let{only:e}=this.state,r=(o,s,a,l)=>p`<button
 class="filter ${o}"
 data-only=${o||"all"}
 title=${l}
 aria-pressed=${e===o}
 @click=${()=>this.change({only:e===o?"":o})}
 >${s} <b>${a.toLocaleString("en")}</b></button>`,i=Cr(this.rows).map(([o,s])=>r(o,o,s,be[o]));return[r("","all",this.rows.length,"all pairs"),...i]}forAll(e){let r=Ie(e.filter(({state:o})=>o!=="failed")),i=Mr(e);return r.length?p`<button data-control="accept-all" @click=${()=>this.tell("accept-entries",r)}>Accept ${r.length.toLocaleString("en")} listed \u2026</button>`:i?p`<button data-control="copy-all" title="Copy the commands that accept the listed pairs" @click=${()=>this.tell("copy-text",i)}>Copy commands</button>`:m}row(e,r){let i=this.rows[e],{state:o,decision:s}=i;return p`<div class="row" role="row" data-at=${r} aria-rowindex=${r+1} aria-selected=${e===this.state.entry} @click=${()=>this.change({entry:e})}>
 <div class="picture" role="gridcell">${i.thumbnail?p`<img alt="" data-thumb=${e} />`:m}</div>
 <div class="name" role="gridcell" title=${i.name}><b>${i.name}</b>${i.problem?p`<small class="bad">${i.problem}</small>`:p`<small>${i.reason??""}</small>`}</div>
 <div class="marks" role="gridcell">
 ${s?p`<span class="mark ${s}">${s}</span>`:m}
 ${o?p`<span class="mark ${o}">${o}</span>`:m}
 </div>
 </div>`}step(e){let r=Be(this.order,this.state.entry,e);r!==void 0&&this.change({entry:r})}};customElements.define("difference-run",Bt);function _n(n){let{source:t,state:e,tables:r}=n;return e.tab!=="images"?p`<div class="panel" role="tabpanel" tabindex="0" aria-label="List">${no(n)}</div>`:t.run?p`<difference-run role="tabpanel" .rows=${t.entries.slice()} .state=${e} @accept-entries=${i=>n.accept(i.detail)} @copy-text=${i=>n.copy(i.detail)}></difference-run>`:p`<difference-table role="tabpanel" .table=${r.of(e.metric)} .others=${e.metrics?r.others(e.metric):[]} .state=${e}></difference-table>`}function no(n){let{source:t,state:e,entry:r,change:i,show:o}=n,{tab:s}=e,a=n.tables.of(e.metric);return s==="places"&&t.crops?an(n):s==="places"?An(r,{...n,show:l=>o(e.entry,l),choose:l=>i({kind:l})}):s==="plots"?[hn(t,e.metric,l=>i({metric:l})),fn(a),bn(a,l=>i({entry:l}))]:s==="methods"?pn(t):s==="errors"?mn(t,l=>i({entry:n.byName.get(l)??e.entry})):un(t,r)}var Cn=`
  --text: #e8e8ea; --dim: #9a9ca3; --page: #131417; --panel: #1a1b1f; --bar: #202227; --stage: #0d0e10;
  --line: #2c2e34; --edge: #3f424a; --control: #24262b; --soft: #272b36; --accent: #6ea8fe; --on-accent: #08142b;
  --good: #6fd08c; --bad: #ff8f85; --warn: #e3b341; color-scheme: dark;`,Pn=x`
 :host {
 --text: #1c1d21;
 --dim: #63666e;
 --page: #f4f4f2;
 --panel: #ffffff;
 --bar: #f7f7f5;
 --stage: #e9e9e7;
 --line: #dededa;
 --edge: #c6c7c4;
 --control: #ffffff;
 --soft: #e8effb;
 --accent: #1f5fc8;
 --on-accent: #ffffff;
 --good: #17733a;
 --bad: #b3261e;
 --warn: #7d5700;
 --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
 color-scheme: light;
 display: flex;
 flex-direction: column;
 min-height: 100vh;
 height: 100vh;
 height: 100dvh;
 box-sizing: border-box;
 color: var(--text);
 background: var(--page);
 font: 14px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
 }
 @media (prefers-color-scheme: dark) {
 :host(:not([theme="light"])) {
 ${se(Cn)}
 }
 }
 :host([theme="dark"]) {
 ${se(Cn)}
 }
 .skip,
 .live {
 position: absolute;
 left: -10000px;
 }
 .skip:focus {
 left: 8px;
 top: 8px;
 z-index: 3;
 background: var(--panel);
 color: var(--accent);
 padding: 6px 10px;
 }
 .failure {
 margin: 20vh auto;
 text-align: center;
 padding: 0 16px;
 }
 main {
 flex: 1;
 min-height: 0;
 display: flex;
 background: var(--line);
 }
 aside,
 main > section {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 background: var(--panel);
 }
 aside {
 flex: none;
 overflow: hidden;
 max-width: 70%;
 }
 main > section {
 flex: 1 1 0;
 }
 .divider {
 flex: none;
 width: 5px;
 cursor: col-resize;
 touch-action: none;
 background: var(--line);
 }
 .divider:hover,
 .divider:focus-visible {
 background: var(--accent);
 }
 difference-stage {
 flex: 1;
 }
 .panel {
 flex: 1;
 overflow-wrap: anywhere;
 container-type: inline-size;
 overflow: auto;
 padding: 8px 12px 16px;
 min-height: 0;
 }
 .statements {
 padding: 2px 12px;
 border-bottom: 1px solid var(--line);
 flex: none;
 font-size: 12.5px;
 }
 .statements p {
 margin: 0;
 overflow-wrap: anywhere;
 }
 dialog {
 color: var(--text);
 background: var(--panel);
 border: 1px solid var(--edge);
 border-radius: 10px;
 max-width: min(560px, 92vw);
 padding: 18px 22px;
 }
 dialog::backdrop {
 background: #0008;
 }
 dialog dl {
 margin: 12px 0;
 gap: 6px 16px;
 font-size: 13px;
 }
 kbd {
 font: 12px var(--mono);
 white-space: pre;
 color: var(--text);
 }
 :host([narrow]) {
 height: auto;
 }
 :host([narrow]) header {
 flex-wrap: wrap;
 gap: 2px 10px;
 }
 :host([narrow]) h1 {
 max-width: 60%;
 }
 :host([narrow]) .verdict,
 :host([narrow]) header .sum {
 order: 3;
 flex: 1 0 100%;
 }
 :host([narrow]) main {
 flex-direction: column;
 }
 :host([narrow]) main > section {
 order: -1;
 flex: none;
 height: 82vh;
 height: 82svh;
 }
 :host([narrow]) aside {
 max-width: none;
 height: 64vh;
 height: 64svh;
 border-top: 1px solid var(--line);
 }
 :host([embedded]) {
 position: relative;
 height: 560px;
 min-height: 0;
 overflow: auto;
 border: 1px solid var(--line);
 }
 :host([embedded]) .full {
 max-height: 120px;
 }
 :host([embedded][narrow]) main > section {
 height: 440px;
 }
 :host([embedded][narrow]) aside {
 height: 300px;
 }
`;var Ln=x`
 h3 {
 font-size: 13px;
 margin: 14px 0 4px;
 }
 small,
 .note {
 color: var(--dim);
 font-size: 12px;
 }
 .note {
 margin: 4px 0 8px;
 overflow-wrap: anywhere;
 }
 ol {
 margin: 0;
 padding-left: 22px;
 font-size: 12.5px;
 }
 li::marker {
 color: var(--dim);
 }
 .item {
 display: block;
 width: 100%;
 text-align: left;
 white-space: normal;
 border-color: transparent;
 background: none;
 padding: 4px 6px;
 overflow-wrap: anywhere;
 }
 .item:hover:not(:disabled) {
 background: var(--soft);
 }
 .item small,
 .line {
 display: block;
 }
 .item[aria-current="true"] {
 background: var(--soft);
 box-shadow: inset 3px 0 var(--accent);
 }
 .strips {
 list-style: none;
 padding: 0;
 }
 .kinds {
 margin-bottom: 6px;
 }
 details {
 font-size: 12px;
 color: var(--dim);
 padding: 0 6px 4px;
 }
 summary {
 cursor: pointer;
 }
 details ul {
 margin: 2px 0;
 padding-left: 16px;
 overflow-wrap: anywhere;
 }
 .wide {
 overflow-x: auto;
 margin-bottom: 14px;
 }
 .facts th,
 .facts td {
 overflow-wrap: anywhere;
 }
 /* Where columns do not fit, each row becomes a block of lines, so that no column is cut. */
 @container (max-width: 860px) {
 .facts,
 .facts caption,
 .facts tbody {
 display: block;
 }
 .facts thead {
 position: absolute;
 width: 1px;
 height: 1px;
 overflow: hidden;
 clip-path: inset(50%);
 }
 .facts tr {
 display: block;
 padding: 4px 0;
 border-bottom: 1px solid var(--line);
 }
 .facts tbody th,
 .facts td {
 display: flex;
 flex-wrap: wrap;
 justify-content: space-between;
 gap: 0 12px;
 padding: 1px 0;
 border: 0;
 white-space: normal;
 }
 .facts td::before {
 content: attr(data-head);
 color: var(--dim);
 font-weight: 400;
 }
 }
 table {
 border-collapse: collapse;
 font-size: 12.5px;
 font-variant-numeric: tabular-nums;
 width: 100%;
 }
 caption {
 text-align: left;
 color: var(--dim);
 font-size: 12px;
 padding: 4px 0;
 }
 th,
 td {
 padding: 4px 8px;
 border-bottom: 1px solid var(--line);
 text-align: right;
 white-space: nowrap;
 }
 th:first-child {
 text-align: left;
 }
 td.best {
 font-weight: 700;
 }
 dl {
 margin: 0;
 display: grid;
 grid-template-columns: max-content minmax(0, 1fr);
 gap: 3px 12px;
 font-size: 12.5px;
 }
 dt {
 color: var(--dim);
 }
 dd {
 margin: 0;
 overflow-wrap: anywhere;
 }
 figure {
 margin: 8px 0 16px;
 }
 figcaption {
 font-size: 12.5px;
 margin-bottom: 4px;
 }
 svg {
 width: 100%;
 display: block;
 }
 svg text {
 font-size: 10.5px;
 fill: var(--dim);
 }
 .area {
 fill: var(--edge);
 }
 .ours .area {
 fill: var(--accent);
 }
 .rule {
 stroke: var(--edge);
 }
 .box {
 stroke: var(--dim);
 stroke-width: 3;
 }
 .median {
 stroke: var(--text);
 stroke-width: 1.5;
 }
 .ahead {
 fill: var(--accent);
 cursor: pointer;
 }
 .behind {
 fill: var(--bad);
 cursor: pointer;
 }
 .interval {
 fill: var(--dim);
 opacity: 0.3;
 }
`;function st(n,t,e=!1){let r=document.createElement("canvas");r.width=n,r.height=t;let i=r.getContext("2d",{willReadFrequently:e});if(!i)throw new Error("the browser has no memory for the image");return[r,i]}function Se(n){if(!n.pixels&&n.bitmap){let[,t]=st(n.columns,n.rows,!0);t.drawImage(n.bitmap,0,0),n.pixels=t.getImageData(0,0,n.columns,n.rows).data}return n.pixels??new Uint8ClampedArray(4*n.columns*n.rows)}function On(n,t){let e=Se(n),r=n.columns*n.rows;n.codes=new Uint16Array(r),n.flags=new Uint8Array(r);for(let i=0;i<r;i++)n.codes[i]=t===16?e[4*i]*256+e[4*i+1]:e[4*i]*257,n.flags[i]=t===16?e[4*i+2]:N;delete n.pixels,n.bitmap=null}function Nn(n,t){let e=Math.ceil(n.columns/2),r=Math.ceil(n.rows/2),i=new Uint16Array(e*r),o=new Uint8Array(e*r);for(let s=0;s<r;s++)for(let a=0;a<e;a++){let l=-1;for(let c=0;c<2&&2*s+c<n.rows;c++)for(let d=0;d<2&&2*a+d<n.columns;d++){let h=(2*s+c)*n.columns+2*a+d,u=n.flags[h],f=u===N?Math.abs(n.codes[h]-t)+1:0;f<=l||(l=f,i[s*e+a]=n.codes[h],o[s*e+a]=u)}}return{...n,columns:e,rows:r,codes:i,flags:o,bitmap:null,painted:void 0}}function zn(n){let t=Math.ceil(n.columns/2),e=Math.ceil(n.rows/2),[r,i]=st(t,e);return i.imageSmoothingQuality="high",i.drawImage(n.bitmap,0,0,t,e),{...n,columns:t,rows:e,bitmap:r,pixels:void 0,painted:void 0}}function jn(n,t,e){let[r,i]=[Se(n),Se(t)],{columns:o,rows:s}=n,a=new Uint16Array(o*s),l=new Uint8Array(o*s).fill(N),c=t.columns===o&&t.rows===s;for(let d=0;d<s;d++){let h=c?d:Math.floor((d+.5)*t.rows/s);for(let u=0;u<o;u++){let f=c?u:Math.floor((u+.5)*t.columns/o),b=4*(d*o+u),g=4*(h*t.columns+f),y=i[g]-r[b],$=i[g+1]-r[b+1],w=i[g+2]-r[b+2];a[b>>2]=e?32768+Math.round((y+$+w)*32767/765):Math.round((Math.abs(y)+Math.abs($)+Math.abs(w))*65535/765)}}return{...n,codes:a,flags:l,bitmap:null,pixels:void 0,painted:void 0}}var io=120,at=0,Vt=()=>++at,Ft=class{constructor(t,e){this.layer=t;this.library=e;this.error="";this.awaited=!1;this.tiles=new Map;this.exact={at:"",values:[]};this.asking=0;this.cachedSizes=null;this.colours=new Map;let r=this.tiled;this.size=r?r.tile:Math.max(t.width,t.height,1);let i=Math.ceil(Math.log2(Math.max(t.width,t.height)/128));this.levels=r?r.levels:Math.max(1,1+i)}get tiled(){let{source:t}=this.layer;return t.type==="tiles"?t:t.type==="difference"&&t.first.source.type==="tiles"?t.first.source:null}get ready(){return!!(this.tiles.get(`${this.levels-1}/0_0`)?.tile??this.tiles.get("0/0_0")?.tile)}tile(t,e,r){let i=`${t}/${e}_${r}`,o=this.tiles.get(i),s=o??{tile:null,failed:!1,used:0};return s.used=this.awaited?at+io:at,s.tile||s.failed||(this.layer.source.type==="difference"?s.tile=this.difference(t,e,r):!this.tiled&&t>0?s.tile=this.coarser(t):o||(this.tiles.set(i,s),this.fetch(s,i,t,e,r)),s.tile&&this.tiles.set(i,s)),s.tile}prune(){if(this.tiled)for(let[t,e]of this.tiles)e.used>=at-2||t===`${this.levels-1}/0_0`||(e.stop?.abort(),this.tiles.delete(t))}values(t,e){let{layer:r}=this;if(t<0||e<0||t>=r.width||e>=r.height)return null;let i=r.kind==="image"&&(r.depth??8)>8;if(i&&r.source.type==="tiles"){if(this.exact.at===`${t} ${e}`)return{values:this.exact.values,exact:!0};this.ask(r.source.base,t,e)}let o=this.shownValues(t,e);return o&&{values:o,exact:!i}}ask(t,e,r){clearTimeout(this.asking),this.asking=window.setTimeout(async()=>{let i=await fetch(`${t}values?x=${e}&y=${r}`,{headers:this.library.headers}).catch(()=>null),o=i?.ok?await i.json():null;Array.isArray(o)&&(this.exact={at:`${e} ${r}`,values:o.map(s=>s===null?NaN:Number(s))},this.library.changed())},60)}shownValues(t,e){let{layer:r}=this,i=this.tile(0,Math.floor(t/this.size),Math.floor(e/this.size));if(!i)return null;let o=(e-i.y)*i.columns+(t-i.x);if(r.kind==="map")return i.flags[o]===N?[ze(r,i.codes[o])]:[NaN];let s=Se(i),a=r.high-r.low,l=r.channels===1?1:3;return Array.from({length:l},(c,d)=>r.low+s[4*o+d]/255*a)}sizes(){if(this.cachedSizes)return this.cachedSizes;let t=this.tiled?this.tile(this.levels-1,0,0):this.tile(0,0,0);if(!t?.codes)return null;let e=new Uint32Array(65536),r=0;for(let c=0;c<t.codes.length;c++)t.flags[c]===N&&(e[t.codes[c]]++,r++);let i=[];e.forEach((c,d)=>c&&i.push([Math.abs(ze(this.layer,d)),c])),i.sort((c,d)=>d[0]-c[0]);let o=0,s=i.find(([,c])=>(o+=c)>=.005*r)?.[0]??0,a=.6*(this.layer.high-this.layer.low)/65535,l=c=>c>a?c:0;return this.cachedSizes={peak:l(i[0]?.[0]??0),typical:l(s)},this.cachedSizes}drawable(t,e){if(this.layer.kind==="image")return t.bitmap;if(!e||!t.codes)return null;let r=`${e.colourmap} ${e.vmin} ${e.vmax} ${e.threshold}`;if(t.painted?.key!==r){this.colours.has(r)||(this.colours.clear(),this.colours.set(r,yr(this.layer,e)));let i=vr(t.codes,t.flags,t.columns,this.colours.get(r)),o=t.painted?.canvas??st(t.columns,t.rows)[0];o.getContext("2d").putImageData(i,0,0),t.painted={key:r,canvas:o}}return t.painted.canvas}async fetch(t,e,r,i,o){try{t.stop=new AbortController;let s=await this.bitmap(r,i,o,t.stop.signal),a=2**r,l=i*this.size*a,c=o*this.size*a,d={x:l,y:c,width:this.tiled?s.width*a:this.layer.width,height:this.tiled?s.height*a:this.layer.height,columns:s.width,rows:s.height,bitmap:s};this.layer.kind==="map"&&On(d,this.layer.depth??16),t.tile=d}catch(s){if(t.stop?.signal.aborted){this.tiles.get(e)===t&&this.tiles.delete(e);return}t.failed=!0,this.error=s instanceof Error&&s.message?s.message:"the image cannot be shown"}this.library.changed()}async bitmap(t,e,r,i){let o={colorSpaceConversion:"none",premultiplyAlpha:"none"},{source:s}=this.layer;if(s.type==="tiles"){let l=`${s.base}${t}/${e}_${r}.png`,c=await fetch(l,{headers:this.library.headers,signal:i});if(!c.ok)throw new Error(`the server answered ${c.status}`);return createImageBitmap(await c.blob(),o)}let a=new Image;return a.src=await et(this.layer.id,s),await a.decode(),createImageBitmap(a,o)}coarser(t){let e=this.tile(t-1,0,0);if(!e)return null;let r=this.layer.high-this.layer.low;return this.layer.kind==="map"?Nn(e,-this.layer.low/r*65535):zn(e)}difference(t,e,r){if(!this.tiled&&t>0)return this.coarser(t);let{source:i}=this.layer;if(i.type!=="difference")return null;let o=[i.first,i.second].map(c=>this.library.picture(c)),s=o.find(c=>c.error);s&&(this.error=s.error);let[a,l]=o.map(c=>c.tile(t,e,r));return a&&l?jn(a,l,i.signed):null}},lt=class extends EventTarget{constructor(){super(...arguments);this.headers={};this.pictures=new Map;this.recent=[]}picture(e){let r=this.pictures.get(e.id);return(!r||r.layer.source.type!==e.source.type)&&(r=new Ft(e,this),this.pictures.set(e.id,r)),r}opened(e){let r=e.map(o=>o.id);this.recent=[r,...this.recent.filter(o=>o[0]!==r[0])].slice(0,3);let i=new Set(this.recent.flat());for(let[o,s]of this.pictures)o.split("~").every(a=>!a||i.has(a))||(this.pictures.delete(o),s.layer.source.type==="shard"&&cn(o));dn()}prune(){for(let e of this.pictures.values())e.prune()}changed(){this.dispatchEvent(new Event("change"))}};var ct=class{constructor(t){this.host=t;t.addController(this)}hostConnected(){}get dialog(){return this.host.renderRoot.querySelector("difference-confirm")}get asking(){return this.dialog?.open??!1}async accept(t){let e=Ie(t);if(!(!e.length||this.asking||!await this.dialog?.ask(e)))for(let r of e)await this.send(r,"accept")}async reject(t,e){t.accept&&await this.send(t,e)}async send(t,e){let r;try{r={problem:"",...await Ar(t,e,this.host.headers)}}catch(i){r={accept:t.accept,problem:i instanceof Error?i.message:"the decision was not carried out"}}this.keep(t,r),this.host.requestUpdate()}keep(t,e){let r=this.host.document?.entries??[],i=r.findIndex(({id:a})=>a===t.id);if(i<0)return;let{accept:o,...s}=r[i];r[i]={...s,...e}}async copy(t){try{await navigator.clipboard.writeText(t),this.announce("Copied.")}catch{this.announce("The browser does not allow this page to copy; select the command and copy it.")}}announce(t){let e=this.host.renderRoot.querySelector(".live");e&&(e.textContent=t)}};var oo=[.35,.4,.45,.5,.55,.6,.65,.7,.75,.8,.85,.9,1,1.1,1.25,1.5,1.75,2,2.5,3],so=.685,ao=.97,lo=.85;function In(n,t,e,r=!1){if(!n.length)return[];let i=po(n.map((u,f)=>mo(n.length,f+1,t,e))),o=uo(n,t,e),s=o&&(r||o.area>=lo*i.area)?o:i,a=so*t.width*t.height;if(r||s.area>=a)return s.slots;let l=fo(n,t,e),c=l.filter(({slots:u})=>u.every(({ratio:f})=>f<=1)),d=Dn(c.length?c:[s]),h=d.area>=a?d:Dn([...l,s]);return(s.area>=ao*h.area?s:h).slots}function co(n,t){let e=Math.min(...n.map(({width:r,height:i,ratio:o})=>ho(r,i,t)/o));return n.reduce((r,{ratio:i})=>r+t.width*t.height*(e*i)**2,0)}var po=n=>n.reduce((t,e)=>e.area>1.02*t.area?e:t),Dn=n=>n.reduce((t,e)=>e.area>t.area?e:t),ho=(n,t,e)=>Math.min(n/e.width,Math.max(8,t-22)/e.height),qt=(n,t)=>({slots:n,area:co(n,t)});function Wt(n,t,e,r){let i=Math.ceil(n/t),o=e.height/i;return Array.from({length:n},(s,a)=>{let l=Math.floor(a/t),c=l===i-1?n-l*t:t,d=e.width/c;return{x:e.x+a%t*d,y:e.y+l*o,width:d,height:o,ratio:r}})}function mo(n,t,e,r){return qt(Wt(n,t,{x:0,y:0,...e},1),r)}function uo(n,t,e){let r=n.filter(({above:l})=>l<0).length;if(r===n.length)return null;let i=t.width/r,o=t.height/2,s=new Set(n.map(({above:l})=>l)),a=n.map(({above:l},c)=>({x:(l<0?c:l)*i,y:l<0?0:o,width:i,height:l<0&&!s.has(c)?t.height:o,ratio:1}));return qt(a,e)}function fo(n,t,e){let r=[!1,!0].map(l=>n.flatMap((c,d)=>c.free===l?[d]:[])),[i,o]=r.map(({length:l})=>l);if(!i||!o)return[];let s=n[0].free,a=[];for(let l=1;l<=i;l++)for(let c=1;c<=o;c++)for(let d of oo)for(let h of[!0,!1])a.push(bo(r,{columns:l,others:c,ratio:d,stacked:h,freeFirst:s},t,e));return a}function bo([n,t],{columns:e,others:r,ratio:i,stacked:o,freeFirst:s},a,l){let[c,d]=[Math.ceil(n.length/e),Math.ceil(t.length/r)],h=o?Hn(c*l.height,d*i*l.height,c*22,d*22,a.height):Hn(e*l.width,r*i*l.width,0,0,a.width),u=o?a.height:a.width,f=($,w)=>o?{x:0,y:$,width:a.width,height:w}:{x:$,y:0,width:w,height:a.height},b=Wt(n.length,e,f(s?u-h:0,h),1),g=Wt(t.length,r,f(s?0:h,u-h),i),y=[];return n.forEach(($,w)=>y[$]=b[w]),t.forEach(($,w)=>y[$]=g[w]),qt(y,l)}function Hn(n,t,e,r,i){return e+Math.max(0,i-e-r)*n/(n+t)}var go=(n,t)=>t?n:Math.min(n,3),dt=class{constructor(t){this.host=t;this.running=!matchMedia("(prefers-reduced-motion: reduce)").matches;this.consent=!1;this.showSecond=!1;this.timer=0;this.speed=0;t.addController(this)}hostDisconnected(){this.set(!1,0)}set(t,e){let r=t&&this.running?go(e,this.consent):0;r!==this.speed&&(this.speed=r,clearInterval(this.timer),r&&(this.timer=window.setInterval(()=>{this.showSecond=!this.showSecond,this.host.requestUpdate()},1e3/r)))}toggle(){this.running=!this.running,this.host.requestUpdate()}flip(){this.showSecond=!this.showSecond,this.host.requestUpdate()}allow(){this.consent=!0,this.host.requestUpdate()}};function Un(n,t,e,r){let i=new Map;for(let d of n){let h=t.get(d.id);h&&i.set(h,[...i.get(h)??[],d])}if(!i.size)return m;let o=n.filter(d=>d.kind==="map").length,s=(d,h,u,f,b,g)=>p`<label>${h} <input type="range" data-control=${d} min=${d==="gain"?-2:0} max=${f} step="0.01" .value=${String(u)} aria-valuetext=${b} @input=${y=>r({[d]:g(Number(k(y)))})} /> ${b}</label>`,a=`${v(e.gain,3)}\xD7`,[l]=i.keys(),c=e.threshold?v(L(e.threshold*l.vmax,l.unit),3):"off";return p`<div class="legend" role="group" aria-label="Scale of the maps">
 ${[...i].slice(0,6).map(([d,h])=>p`<span class="scale" data-scale=${d.label}>
 <span>${v(L(d.vmin,d.unit))}</span><canvas width="150" height="1" role="img" aria-label=${`Colours from ${d.label}`}></canvas><span>${v(L(d.vmax,d.unit))}</span>
 <small>${yo(h)}: ${d.label}${h[0].positive&&d.vmin<0?`, above 0: ${h[0].positive}`:""}</small>
 </span>`)}
 ${s("gain","Gain",Math.log10(e.gain),2,a,d=>10**d)}
 ${s("threshold","Threshold",e.threshold,1,c,d=>d)}
 <label>Colours <select data-control="colourmap" @change=${d=>r({colourmap:k(d)})}>
 ${O.map(d=>p`<option ?selected=${d===e.colourmap}>${d}</option>`)}
 </select></label>
 ${o>1?p`<label><input type="checkbox" data-control="shared" .checked=${e.shared} @change=${d=>r({shared:K(d)})} /> One scale for all</label>`:m}
 </div>`}function Bn(n,t){n.querySelectorAll(".scale").forEach(e=>{let r=t.find(l=>l.label===e.dataset.scale),i=e.querySelector("canvas")?.getContext("2d");if(!r||!i)return;let o=kt(r.colourmap),s=o.length/3-1,a=i.createImageData(150,1);for(let l=0;l<150;l++){let c=r.vmin+l/149*(r.vmax-r.vmin);Math.abs(c)<r.threshold&&(c=0);let d=3*Math.round((c-r.vmin)/(r.vmax-r.vmin)*s);a.data.set([o[d],o[d+1],o[d+2],255],4*l)}i.putImageData(a,0,0)})}function yo([n,...t]){let e=n.note??"";return t.length?{error:"error maps",difference:`difference of images, mean of channels${e}`}[n.role]??n.label:`${n.label}${e}`}var pt=class{constructor(t){this.host=t;this.drag=null;this.fingers=new Map;this.wheel=t=>{let{viewport:e,area:r}=this.host;if(this.host.scrolls&&!t.ctrlKey)return;t.preventDefault();let i=t.deltaMode===1?20:1,o=this.place(t),s=t.ctrlKey?.01:.002,a=Math.max(-.7,Math.min(.7,-t.deltaY*i*s));e.zoomTo(e.scale*Math.exp(a),o.x,o.y,r)};this.down=t=>{if(t.button>0)return;t.currentTarget.setPointerCapture(t.pointerId);let e=this.place(t);this.fingers.set(t.pointerId,e);let r=this.host.scrolls&&t.pointerType==="touch"&&this.host.viewport.zoom===null;this.drag={...e,box:t.shiftKey,from:this.at(e),start:e,swipes:r}};this.move=t=>{let{viewport:e,area:r}=this.host,i=this.place(t),o=this.fingers.get(t.pointerId);o&&this.fingers.size===2&&this.pinch(t.pointerId,i),o&&this.fingers.set(t.pointerId,i),this.drag&&this.fingers.size===1&&(this.drag.box?this.stretch(i):this.drag.swipes||e.pan(i.x-this.drag.x,i.y-this.drag.y,r.ratio),this.drag={...this.drag,...i}),e.pointer=this.at(i),e.changed("pointer")};this.up=t=>{let{viewport:e}=this.host;this.fingers.delete(t.pointerId);let{box:r}=e;if(e.box=null,r&&r.width>1&&r.height>1&&e.show(r,1),this.drag?.swipes&&t.type==="pointerup"&&this.swipe(this.drag),this.drag=null,this.fingers.size===1){let i=[...this.fingers.values()][0];this.drag={...i,box:!1,from:this.at(i),start:i,swipes:!1}}};this.leave=t=>{this.fingers.has(t.pointerId)||(this.host.viewport.pointer=null,this.host.viewport.changed("pointer"))};this.doubleClick=t=>{let{viewport:e,area:r}=this.host,i=this.place(t);e.zoom===null?e.zoomTo(Math.max(1,e.fitScale*2),i.x,i.y,r):e.fit()}}place(t){let e=this.host.canvas.getBoundingClientRect();return{x:(t.clientX-e.left)*devicePixelRatio,y:(t.clientY-e.top)*devicePixelRatio}}at({x:t,y:e}){return this.host.viewport.at(t,e,this.host.area)}pinch(t,e){let{viewport:r,area:i}=this.host,o=this.fingers.get(t),s=[...this.fingers].find(([l])=>l!==t)[1],a=l=>Math.hypot(l.x-s.x,l.y-s.y)||1;r.pan((e.x-o.x)/2,(e.y-o.y)/2,i.ratio),r.zoomTo(r.scale*a(e)/a(o),(e.x+s.x)/2,(e.y+s.y)/2,i),this.drag&&(this.drag.swipes=!1)}stretch(t){let{from:e}=this.drag,r=this.at(t);this.host.viewport.box={x:Math.min(e.x,r.x),y:Math.min(e.y,r.y),width:Math.abs(r.x-e.x),height:Math.abs(r.y-e.y)}}swipe({x:t,y:e,start:r}){let i=(t-r.x)/devicePixelRatio;Math.abs(i)>=40&&Math.abs(i)>Math.abs(e-r.y)/devicePixelRatio&&this.host.swiped(i<0?1:-1)}};function Fn(n,t,e,r){for(let{number:i,region:o}of r){let s=o.advantage?.better;Kt(n,e,o,s?`${i} ${s}`:String(i),"#fff",s==="second")}t.marked&&Kt(n,e,t.marked,"","#ffd400"),t.box&&Kt(n,e,t.box,"","#4da3ff"),t.pointer&&vo(n,e,t.pointer)}function vo(n,t,e){let r=devicePixelRatio,i=t.x+e.x*t.scale,o=t.y+e.y*t.scale;for(let[s,a]of[["#000",3],["#fff",1]]){n.strokeStyle=s,n.lineWidth=a*r,n.beginPath();for(let[l,c]of[[1,0],[-1,0],[0,1],[0,-1]])n.moveTo(i+l*4*r,o+c*4*r),n.lineTo(i+l*10*r,o+c*10*r);n.stroke()}}function Kt(n,t,e,r,i,o=!1){let{scale:s}=t,a=devicePixelRatio,l=t.x+e.x*s,c=t.y+e.y*s;n.setLineDash(o?[6*a,4*a]:[]);for(let[u,f,b]of[["#000",3,2],[i,1.5,2]]){n.strokeStyle=u,n.lineWidth=f*a;let g=b*a;n.strokeRect(l-g,c-g,e.width*s+2*g,e.height*s+2*g)}if(n.setLineDash([]),!r)return;n.font=`600 ${11*a}px sans-serif`;let d=c>18*a,h=d?c-3*a:Math.max(c,0)+4*a;n.textBaseline=d?"bottom":"top",n.lineWidth=3*a,n.strokeStyle="#000",n.strokeText(r,l+(d?0:4*a),h),n.fillStyle="#fff",n.fillText(r,l+(d?0:4*a),h)}var Vn=x`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 background: var(--stage);
 container-type: inline-size;
 outline: 1px solid var(--line);
 }
 header {
 display: flex;
 gap: 8px;
 align-items: baseline;
 padding: 0 8px;
 font-size: 12px;
 line-height: 22px;
 height: 22px;
 flex: none;
 overflow: hidden;
 background: var(--bar);
 }
 b {
 font-weight: 600;
 white-space: nowrap;
 overflow: hidden;
 text-overflow: ellipsis;
 min-width: 0;
 }
 header small {
 color: var(--dim);
 flex-shrink: 0;
 }
 header span {
 color: var(--dim);
 white-space: nowrap;
 margin-left: auto;
 min-width: 0;
 flex-shrink: 99;
 overflow: hidden;
 text-overflow: ellipsis;
 font-variant-numeric: tabular-nums;
 }
 @container (max-width: 175px) {
 span i {
 display: none;
 }
 }
 i {
 font-style: normal;
 }
 div {
 position: relative;
 flex: 1;
 min-height: 0;
 overflow: hidden;
 touch-action: none;
 cursor: crosshair;
 }
 canvas {
 position: absolute;
 inset: 0;
 width: 100%;
 height: 100%;
 image-rendering: pixelated;
 }
 output {
 position: absolute;
 left: 0;
 bottom: 0;
 max-width: 100%;
 box-sizing: border-box;
 padding: 2px 7px;
 font: 11px/1.5 var(--mono);
 color: #fff;
 background: #000b;
 pointer-events: none;
 white-space: pre;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 output:empty {
 display: none;
 }
 p {
 position: absolute;
 inset: 0;
 display: grid;
 place-content: center;
 margin: 0;
 padding: 8px;
 text-align: center;
 color: var(--dim);
 font-size: 13px;
 pointer-events: none;
 }
`;var Yt=class extends S{constructor(){super();this.drawing=0;this.watcher=null;this.gestures=new pt(this);this.onView=()=>this.draw();this.onPointer=()=>{this.draw(),this.showValues()};this.ratio=1,this.scrolls=!1}static{this.properties={library:{attribute:!1},viewport:{attribute:!1},layer:{attribute:!1},over:{attribute:!1},split:{attribute:!1},opacity:{attribute:!1},scales:{attribute:!1},regions:{attribute:!1},heading:{attribute:!1},score:{attribute:!1},ratio:{attribute:!1},scrolls:{attribute:!1}}}static{this.styles=Vn}render(){let e=this.layer?this.library.picture(this.layer):null,r=e?.error||(e?.ready?"":"Loading \u2026");return p`
 <header>${this.roleName()}<b title=${this.heading}>${this.heading}</b>${this.score?p`<span><i>${this.score[0]} </i>${this.score[1]}<i> ${this.score[2]}</i></span>`:m}</header>
 <div
 @wheel=${this.gestures.wheel}
 @pointerdown=${this.gestures.down}
 @pointermove=${this.gestures.move}
 @pointerup=${this.gestures.up}
 @pointercancel=${this.gestures.up}
 @pointerleave=${this.gestures.leave}
 @dblclick=${this.gestures.doubleClick}
 >
 <canvas role="img" aria-label=${this.description()}></canvas>
 ${r?p`<p>${r}</p>`:m}
 <output aria-hidden="true"></output>
 </div>
 `}roleName(){let{role:e,label:r}=this.layer??{};return this.over||r?.toLowerCase()===e||e!=="first"&&e!=="second"?m:p`<small>${e}</small>`}description(){let{layer:e,over:r}=this;return e?`${this.heading}, ${e.width} by ${e.height} pixels${r?`, with ${r.label}`:""}`:""}connectedCallback(){super.connectedCallback(),this.watcher=new ResizeObserver(()=>this.measure())}disconnectedCallback(){super.disconnectedCallback(),this.watcher?.disconnect(),this.viewport?.removeEventListener("view",this.onView),this.viewport?.removeEventListener("pointer",this.onPointer)}firstUpdated(){this.viewport.addEventListener("view",this.onView),this.viewport.addEventListener("pointer",this.onPointer),this.watcher?.observe(this.canvas),this.measure()}updated(e){this.draw(),this.showValues()}get canvas(){return this.renderRoot.querySelector("canvas")}measure(){let e=this.canvas.getBoundingClientRect(),r=Math.max(1,Math.round(e.width*devicePixelRatio)),i=Math.max(1,Math.round(e.height*devicePixelRatio));(this.canvas.width!==r||this.canvas.height!==i)&&(this.canvas.width=r,this.canvas.height=i),this.paint()}get area(){let{width:e,height:r}=this.canvas;return{width:e,height:r,ratio:this.ratio}}get frame(){return this.viewport.frame(this.area)}swiped(e){this.dispatchEvent(new CustomEvent("swipe-image",{detail:e,bubbles:!0,composed:!0}))}draw(){this.drawing||(this.drawing=requestAnimationFrame(()=>{this.drawing=0,this.paint()}))}paint(){if(!this.hasUpdated||!this.layer)return;let e=this.canvas.getContext("2d",{alpha:!1});if(!e)return;let{width:r,height:i}=this.canvas;this.canvas.parentElement.style.touchAction=this.viewport.zoom===null?"pan-y":"none",e.fillStyle=getComputedStyle(this).backgroundColor,e.fillRect(0,0,r,i);let{over:o}=this,s=o&&this.split!==null?Math.round(this.split*r):r;this.picture(e,this.layer,0,o&&this.split!==null?s:r),o&&(e.globalAlpha=this.split===null?this.opacity:1,this.picture(e,o,this.split===null?0:s,r),e.globalAlpha=1),Fn(e,this.viewport,this.frame,this.regions)}picture(e,r,i,o){if(o<=i)return;let{world:s}=this.viewport,a=this.library.picture(r),l=this.frame,c=l.scale*s.width/r.width,d=l.scale*s.height/r.height;e.save(),e.beginPath(),e.rect(i,0,o-i,this.canvas.height),e.clip(),Xe(e,a,{...l,scale:c,scaleY:d},[i,o],this.scales.get(r.id)??null),e.restore()}showValues(){let e=this.renderRoot.querySelector("output");if(!e||!this.layer)return;let{pointer:r,world:i}=this.viewport,o=r&&r.x>=0&&r.y>=0&&r.x<i.width&&r.y<i.height;e.textContent=o?[this.layer,this.over].map(s=>this.valuesOf(s,r)).join(""):""}valuesOf(e,r){if(!e)return"";let{world:i}=this.viewport,o=Math.floor(r.x*e.width/i.width),s=Math.floor(r.y*e.height/i.height),a=this.library.picture(e).values(o,s),l=a?.values.map(u=>Number.isNaN(u)?"\u2013":v(L(u,e.errors),5)),c=l?[...l,...e.errors?[e.errors.name]:[]].join(" "):"\u2026",d=a&&!a.exact?"\u2248 ":"",h=this.over?`${e.label} `:`${o}, ${s}  `;return`${this.over&&e===this.over?"   ":""}${h}${d}${c}`}};customElements.define("difference-pane",Yt);function qn(n,t,e,r){let i=te(n),o=t.mode==="side";if(i.length<(o?3:2))return m;let s=o?e?Ze(n,t):we(n,t):[t.flip];return p`<div class="chips" role="group" aria-label=${o?"Shown images":"Shown image"}>
 ${i.map((a,l)=>{let c=s.includes(a),d=c?s.filter(f=>f!==a):[...s,a].sort((f,b)=>f-b),h=o&&e&&a===s[0],u=o&&c&&(h||s.length===1);return p`<button class="chip" data-layer=${a} aria-pressed=${c} ?disabled=${u} @click=${()=>r(o&&!e?{shown:d}:{flip:a})}>${l<9?p`<kbd aria-hidden="true">${l+1}</kbd> `:m}${n.layers[a].label}</button>`})}
  </div>`}var ie=(n,t)=>n[Math.min(t,n.length-1)]?.label??"";function Kn(n,t,e,r){let i=n.map((a,l)=>({layer:a,index:l})),o=(a,l)=>p`<label>${l}
 <select data-control=${a} @change=${c=>r({[a]:Number(k(c))})}>
 ${i.filter(({layer:c})=>t.mode!=="difference"||c.kind==="image").map(({layer:c,index:d})=>p`<option value=${d} ?selected=${Math.min(t[a],n.length-1)===d}>${c.label}</option>`)}
 </select></label>`,s=(a,l,c,d,h)=>p`<input type="range" aria-label=${l} data-control=${a} min=${c} max=${d} step=${h} .value=${String(t[a])} @input=${u=>r({[a]:Number(k(u))})} />`;return p`<div class="group" role="group" aria-label="Images to compare">
 ${o("first","A")}
 <button @click=${()=>r({first:t.second,second:t.first})} title="Swap (x)" aria-label="Swap A and B">\u21c4</button>
 ${o("second","B")}
 ${t.mode==="overlay"?p`<span class="mix"><b>A</b> ${ie(n,t.first)} ${s("opacity","Share of B",0,1,.01)} <b>B</b> ${ie(n,t.second)} ${Math.round(100*t.opacity)} %</span>`:m}
 ${t.mode==="blink"?p`<label>Speed ${s("speed","Changes per second",.2,10,.1)} ${t.speed} per second</label>
 <button data-control="blink" aria-pressed=${e.running} @click=${()=>e.toggle()}>${e.running?"Pause":"Resume"}</button>
 ${t.speed>3&&!e.consent?p`<span class="warning" role="alert">Shown ${3} times a second: faster flashes can trigger seizures. <button data-control="consent" @click=${()=>e.allow()}>Show faster</button></span>`:m}`:m}
 </div>`}function Yn(n,t,e){let r=Math.round(100*t.split),i=s=>{let a=s.currentTarget;if(s.type==="pointerdown"&&a.setPointerCapture(s.pointerId),!a.hasPointerCapture(s.pointerId))return;let l=a.parentElement.getBoundingClientRect();e({split:Math.max(0,Math.min(1,(s.clientX-l.left)/l.width))})},o=s=>{let a={ArrowLeft:-.02,ArrowRight:.02,Home:-1,End:1}[s.key];a!==void 0&&(s.preventDefault(),s.stopPropagation(),e({split:Math.max(0,Math.min(1,t.split+a))}))};return p`<span class="side a" aria-hidden="true">A \u00b7 ${ie(n,t.first)}</span>
 <span class="side b" aria-hidden="true">B \u00b7 ${ie(n,t.second)}</span>
 <button
 class="handle"
 role="slider"
 aria-label="Divider between A and B"
 aria-valuemin="0"
 aria-valuemax="100"
 aria-valuenow=${r}
 aria-valuetext=${`A: ${ie(n,t.first)}, ${r} %; B: ${ie(n,t.second)}`}
 @pointerdown=${i}
 @pointermove=${i}
 @keydown=${o}
 ></button>`}var Gn=x`
 :host {
 display: flex;
 flex-direction: column;
 min-width: 0;
 min-height: 0;
 }
 .foot {
 display: flex;
 flex-wrap: wrap;
 gap: 3px 14px;
 align-items: center;
 padding: 3px 8px;
 border-top: 1px solid var(--line);
 background: var(--panel);
 flex: none;
 font-size: 12px;
 }
 .foot:not(:has(*)) {
 display: none;
 }
 .chips {
 display: flex;
 flex-wrap: wrap;
 gap: 3px;
 max-height: 58px;
 overflow: auto;
 }
 .chips kbd {
 font: 11px var(--mono);
 color: var(--dim);
 }
 .mix {
 display: inline-flex;
 gap: 5px;
 align-items: center;
 }
 .warning {
 color: var(--warn);
 }
 .panes {
 flex: 1;
 min-height: 0;
 background: var(--stage);
 position: relative;
 overflow: hidden;
 }
 difference-pane {
 position: absolute;
 }
 .side {
 position: absolute;
 top: 30px;
 max-width: 40%;
 margin: 0 18px;
 padding: 1px 7px;
 border-radius: 4px;
 font-size: 12px;
 color: #fff;
 background: #000b;
 pointer-events: none;
 white-space: nowrap;
 overflow: hidden;
 text-overflow: ellipsis;
 }
 .handle {
 position: absolute;
 top: 22px;
 bottom: 0;
 width: 24px;
 margin-left: -12px;
 cursor: ew-resize;
 touch-action: none;
 border: 0;
 padding: 0;
 background: linear-gradient(#fff, #fff) center / 2px 100% no-repeat;
 filter: drop-shadow(0 0 1px #000);
 border-radius: 0;
 }
 .handle::after {
 content: "\\2194";
 display: grid;
 place-content: center;
 position: absolute;
 top: 50%;
 left: 0;
 width: 24px;
 height: 24px;
 margin-top: -12px;
 border-radius: 12px;
 background: #fff;
 color: #222;
 font-size: 14px;
 }
 .legend {
 display: flex;
 flex-wrap: wrap;
 gap: 3px 14px;
 align-items: center;
 font-size: 12px;
 }
 .legend input[type="range"] {
 width: 80px;
 }
 .scale {
 display: flex;
 gap: 6px;
 align-items: center;
 font-variant-numeric: tabular-nums;
 }
 .scale small {
 color: var(--dim);
 font-size: 11px;
 }
 .scale canvas {
 width: 90px;
 height: 12px;
 border: 1px solid var(--line);
 box-sizing: border-box;
 }
 .empty {
 height: 100%;
 margin: 0;
 box-sizing: border-box;
 display: grid;
 place-content: center;
 text-align: center;
 color: var(--dim);
 background: var(--stage);
 padding: 24px;
 }
`;var Gt=class extends S{constructor(){super(...arguments);this.blinking=new dt(this);this.scales=new Map;this.parts=[];this.panes=[];this.placed="";this.watcher=null;this.pruning=0;this.onLibrary=()=>this.requestUpdate();this.onView=()=>{Vt(),this.place(),cancelAnimationFrame(this.pruning),this.pruning=requestAnimationFrame(()=>requestAnimationFrame(()=>this.library.prune()))}}static{this.properties={document_:{attribute:!1},entry:{attribute:!1},state:{attribute:!1},library:{attribute:!1},viewport:{attribute:!1},narrow:{attribute:!1}}}static{this.styles=[M,Gn]}connectedCallback(){super.connectedCallback(),this.library.addEventListener("change",this.onLibrary),this.viewport.addEventListener("view",this.onView),this.watcher=new ResizeObserver(()=>this.place()),this.watcher.observe(this)}disconnectedCallback(){super.disconnectedCallback(),this.library.removeEventListener("change",this.onLibrary),this.viewport.removeEventListener("view",this.onView),this.watcher?.disconnect()}rescale(e){let r=new Map;for(let i of e){if(i.kind!=="map")continue;let o=["difference","error"].includes(i.role)?`${i.role} ${i.unit_range}`:i.label,s=this.state.shared?`${o} ${i.unit} ${i.signed}`:i.id;r.set(s,[...r.get(s)??[],i])}this.scales=new Map;for(let i of r.values()){let o=i.map(a=>this.library.picture(a).sizes()).filter(a=>a!==null),s=je(i,o,this.state);for(let a of i)this.scales.set(a.id,s)}}render(){let{entry:e,state:r}=this;if(!e)return m;if(!e.layers.length){let{errors:a,load:l,opening:c}=e,d=a?.join(" ")||(l||c?"Opening \u2026":"The pictures of this image are not in this report.");return p`<div class="panes"><p class="empty">${d}</p></div>`}Vt(),this.parts=nn(e,r,this.narrow,this.blinking.showSecond);let i=this.parts.flatMap(({layer:a,over:l})=>l?[a,l]:[a]);this.rescale(i);let o=a=>this.change(a),s=r.mode==="side"||r.mode==="flip";return p`
 <div class="panes" tabindex="0" role="group" aria-label="Images; arrow keys move, plus and minus zoom" @swipe-image=${a=>this.step(a.detail)}>
 ${this.parts.map(a=>this.pane(a))}
 ${r.mode==="slider"?Yn(e.layers,r,o):m}
 </div>
 <div class="foot">
 ${s?qn(e,r,this.narrow,o):Kn(e.layers,r,this.blinking,o)}
 ${Un(i,this.scales,r,o)}
 </div>
 `}pane({layer:e,over:r,split:i,opacity:o}){let{document_:s,entry:a,state:l}=this;return p`<difference-pane
 .library=${this.library}
 .viewport=${this.viewport}
 .layer=${e}
 .over=${r??null}
 .split=${i??null}
 .opacity=${o??1}
 .scales=${this.scales}
 .regions=${l.boxes?J(a,l.kind):[]}
 .heading=${r?`A: ${e.label}  |  B: ${r.label}`:e.label}
 .score=${r?null:Fr(s,e,l)}
 .scrolls=${this.narrow}
 ></difference-pane>`}step(e){this.change({flip:en(this.entry,this.state,e,this.narrow)})}place(){let e=this.renderRoot.querySelector(".panes");if(!e||!this.entry?.layers.length||!this.hasUpdated)return;let{clientWidth:r,clientHeight:i}=e,{world:o,filled:s}=this.viewport,a=this.parts.some(({layer:g})=>g.kind==="map"),l=({kind:g,role:y})=>a?g==="map":y==="reference",c=this.parts.map(({layer:g,above:y})=>({free:l(g),above:y??-1})),d=[...e.querySelectorAll("difference-pane")],h=JSON.stringify([r,i,o,c,devicePixelRatio,s]);if(d.length===this.panes.length&&d.every((g,y)=>g===this.panes[y])&&h===this.placed||!r||!i)return;this.placed=h,this.panes=d;let f=In(c,{width:r,height:i},o,s);f.forEach((g,y)=>d[y]&&wo(d[y],g));let b=g=>Math.max(1,Math.floor(Math.min(...f.map(y=>g(y)*devicePixelRatio/y.ratio))));this.viewport.resize(b(({x:g,width:y})=>Math.round(g+y)-Math.round(g)),b(({y:g,height:y})=>Math.round(g+y)-Math.round(g)-22))}updated(e){this.place(),Bn(this.renderRoot,[...this.scales.values()]);let{mode:r,speed:i,split:o}=this.state;this.blinking.set(r==="blink"&&this.isConnected,i);let{renderRoot:s}=this,a=100*o;s.querySelectorAll(".handle, .side.b").forEach(l=>l.style.left=`${a}%`),s.querySelectorAll(".side.a").forEach(l=>l.style.right=`${100-a}%`),e.size===0&&s.querySelectorAll("difference-pane").forEach(l=>l.requestUpdate())}change(e){this.dispatchEvent(new CustomEvent("change-state",{detail:e,bubbles:!0,composed:!0}))}};function wo(n,{x:t,y:e,width:r,height:i,ratio:o}){let[s,a]=[Math.round(t),Math.round(e)];Object.assign(n.style,{left:`${s}px`,top:`${a}px`,width:`${Math.round(t+r)-s}px`,height:`${Math.round(e+i)-a}px`}),n.ratio=o}customElements.define("difference-stage",Gt);function Jn(n){let t=n?.statements??[];if(!t.length)return m;let e=new Set((n?.regions??[]).map(({advantage:r})=>r?.better));return p`<div class="statements" role="group" aria-label="The whole pair">
 ${t.map(r=>p`<p>${r}</p>`)}
 ${e.has("first")||e.has("second")?p`<p class="note">Boxes name the better image; they are dashed where it is the second.</p>`:m}
 </div>`}var $o={images:"Images",places:"Places",plots:"Plots",methods:"Methods",errors:"Failed",about:"Record"};function So(n){let t={images:n.entries.length>1||n.kind==="study"||n.run!==void 0,places:He(n),plots:n.kind==="study"&&n.metrics.length>0,methods:n.kind==="study",errors:n.errors.length>0,about:!0};return Rt.filter(e=>t[e])}function Zn(n,t){return n==="images"&&t.run?"Pairs":n==="places"?t.crops?"Crops":"Regions":n==="errors"?`Failed (${t.errors.length})`:$o[n]}function Xn(n,{tab:t,lists:e},{open:r}){let i=So(n);return p`<div class="tabs" role="tablist" aria-label="Lists" @keydown=${s=>{let a={ArrowLeft:-1,ArrowRight:1}[s.key];a&&(s.stopPropagation(),r(i[(i.indexOf(t)+a+i.length)%i.length],!0))}}>
 ${i.map(s=>{let a=s===t,l=a?e?"Close the list (i)":"Open the list (i)":Zn(s,n);return p`<button role="tab" data-tab=${s} class=${`${s==="errors"?"bad":""} ${a&&e?"open":""}`} title=${l} aria-selected=${a} aria-expanded=${a&&e} tabindex=${a?0:-1} @click=${()=>r(s,!1)}>${Zn(s,n)}</button>`})}
  </div>`}var Qn={side:"Side by side",flip:"Flip",slider:"Slider",blink:"Blink",overlay:"Overlay",difference:"Difference"},Eo={side:"h",flip:"1 \u2026 9",slider:"w",blink:"b",overlay:"v",difference:"u"};function ei(n,t,e,r,i){let o=n.entries.length>1;return p`<section class="toolbar" aria-label="Toolbar">
 ${Xn(n,e,i)}
 ${o||t?.name!==n.title?ko(n,e.entry,i.other):m}
 ${t?.layers.length?Mo(t,e,r,i.change):m}
 </section>`}function ko(n,t,e){let r=n.entries.length>1,[i,o]=n.run?["k","j"]:["p","n"],s=n.entries[t]?.name??"";return p`<div class="title">
 ${r?p`<button aria-label="Previous image" title="Previous image (${i})" @click=${()=>e(-1)}>\u2039</button>`:m}
 <h2 title=${s}>${s}</h2>
 ${r?p`<small>${t+1} / ${n.entries.length}</small><button aria-label="Next image" title="Next image (${o})" @click=${()=>e(1)}>\u203a</button>`:m}
 </div>`}function Mo(n,t,e,r){let i=n.layers.filter(s=>s.kind==="image"),o=(s,a,l)=>p`<label title="${a} (${l})"><input type="checkbox" data-control=${s} .checked=${t[s]} @change=${c=>r({[s]:K(c)})} /> ${a}</label>`;return p`<div class="display" role="toolbar" aria-label="Display">
 <span class="group">
 ${Tt.map(s=>p`<button aria-pressed=${t.mode===s} title="${Qn[s]} (${Eo[s]})" @click=${()=>r({mode:s})} data-mode=${s}>${Qn[s]}</button>`)}
 </span>
 <span class="group">
 <button @click=${()=>e.fit()} title="Whole image (f)">Fit</button>
 <button @click=${()=>e.zoomTo(1)} title="Actual pixels (o)">1:1</button>
 <button aria-label="Zoom out" title="Zoom out (\u2212)" @click=${()=>e.zoomTo(e.scale/1.5)}>\u2212</button>
 <button aria-label="Zoom in" title="Zoom in (+)" @click=${()=>e.zoomTo(e.scale*1.5)}>+</button>
 <span class="zoom" role="group" aria-label="Zoom"></span>
 </span>
 ${n.regions?.length?o("boxes","Boxes","r"):m}
 ${t.mode==="side"&&i.length>1?o("errors","Error maps","e"):m}
 ${t.mode==="side"&&t.errors||t.mode==="difference"?o("signed","Signed","s"):m}
 </div>`}var Jt=class extends S{constructor(){super();this.start={state:ve,place:A};this.tables=null;this.byName=new Map;this.placeIndex=-1;this.announced="";this.library=new lt;this.viewport=new Fe;this.review=new ct(this);this.history=new Ye(this);this.skip=e=>{e.preventDefault(),this.stage?.renderRoot.querySelector(".panes")?.focus()};this.document=null,this.src="",this.headers={},this.embedded=!1,this.state=ve,this.failure="",this.theme="",this.narrow=!1,new Ge(this,e=>{this.document&&!this.review.asking&&Gr(e,this.controls)},()=>this.showZoom())}static{this.properties={document:{attribute:!1},src:{},headers:{attribute:!1},embedded:{type:Boolean},state:{state:!0},failure:{state:!0},theme:{reflect:!0},narrow:{type:Boolean,reflect:!0}}}static{this.styles=[M,ot,Rn,fr,Ln,Pn]}connectedCallback(){super.connectedCallback(),this.load()}async load(){if(this.library.headers=this.headers,!this.document)try{this.document=await Zr(this.src,this.headers)}catch(e){this.failure=`This page cannot be opened: ${e instanceof Error?e.message:"its document is damaged"}.`}}willUpdate(e){e.has("document")&&this.document&&this.open(this.document),e.has("headers")&&(this.library.headers=this.headers)}open(e){if(e.schema!==zt){this.failure=`This page reads documents of schema ${zt}; this document has schema ${String(e.schema)}.`;return}this.failure="",this.tables=new Ke(e),this.byName=new Map(e.entries.map((i,o)=>[i.name,o]));let r=this.clientWidth||innerWidth;this.narrow=r<=ee,this.start=Qr(e,r),this.history.read()}restore(e,r){let{entries:i,metrics:o}=this.document,s=Math.min(e.entry,Math.max(0,i.length-1));this.state={...e,entry:s,metric:Math.min(e.metric,Math.max(0,o.length-1))},this.embedded||(this.theme=e.theme),this.world(),this.viewport.place=r}showZoom(){let e=this.renderRoot.querySelector(".zoom");e&&(e.textContent=Pt(this.viewport.scale)),this.history.save()}announce(){let e=`${this.entry?.name??""}, ${this.state.mode}, zoom ${this.viewport.words}`,r=this.renderRoot.querySelector(".live");r&&e!==this.announced&&(r.textContent=this.announced=e)}get entry(){return this.document?.entries[this.state.entry]??null}async complete(){let{document:e,state:r}=this;!e||!await Xr(e,r.entry,this.headers)||this.state.entry!==r.entry||(this.state.tab==="places"&&!He(e)&&this.change({tab:"about"}),this.world(),this.requestUpdate(),await this.updateComplete,this.viewport.changed())}world(){this.complete();let e=this.entry?.layers??[];this.viewport.openLargest(e),this.library.opened(e)}change(e){let r=e.entry!==void 0&&e.entry!==this.state.entry;r&&this.history.open(),this.state={...this.state,...e},e.theme!==void 0&&(this.theme=e.theme),(r||e.kind!==void 0)&&(this.placeIndex=-1),r&&(this.world(),this.viewport.place=A),this.history.save()}show(e,r){e===this.state.entry&&this.history.open(),this.change({entry:e}),this.viewport.place=Ve(r),this.requestUpdate()}step(e){let r=this.document?Er(this.document,this.state,this.byName):[];if(!r.length)return;let i=(this.placeIndex+e+r.length)%r.length,{entry:o,box:s}=r[i];this.show(o,s),this.placeIndex=i}render(){if(this.failure)return p`<p class="failure" role="alert">${this.failure}</p>`;let e=this.document;if(!e)return p`<p class="failure">Loading \u2026</p>`;let{entry:r,state:i,viewport:o}=this,s=a=>this.change(a);return p`
 ${qr(e,i.verdict,{skip:this.skip,toggleTheme:()=>this.toggleTheme(),help:()=>Nt(this.renderRoot),toggleVerdict:()=>s({verdict:!i.verdict})})}
 ${ei(e,r,i,o,{open:(a,l)=>this.openTab(a,l),change:s,other:a=>this.other(a)})}
 <main @change-state=${a=>this.change(a.detail)}>
 ${i.lists?p`<aside aria-label="Lists">${_n(this.listContext)}</aside>${this.narrow?m:Ir(i.width,a=>s({width:a}))}`:m}
 <section aria-label=${r?.name??"Images"}>
 ${e.run&&r?Pr(r,this.review):m}
 ${Jn(r)}
 <difference-stage .document_=${e} .entry=${r} .state=${i} .library=${this.library} .viewport=${o} .narrow=${this.narrow}></difference-stage>
 </section>
 </main>
 <div class="live" role="status" aria-live="polite"></div>
 ${e.run?.writable?p`<difference-confirm></difference-confirm>`:m}
 ${Yr(this.embedded,e.run)}
 `}updated(){let e=this.renderRoot.querySelector("aside");e&&(e.style.width=this.narrow?"":`${this.state.width}px`);let r=this.renderRoot.querySelector(".zoom");r&&(r.textContent=Pt(this.viewport.scale))}openTab(e,r){let i=this.state.lists&&e===this.state.tab&&!this.narrow;this.change({tab:e,lists:!i}),r&&this.updateComplete.then(()=>this.renderRoot.querySelector("[role=tab][aria-selected=true]")?.focus())}get listContext(){let{state:e,library:r,entry:i,byName:o,review:s}=this;return{source:this.document,state:e,library:r,entry:i,byName:o,tables:this.tables,marked:this.viewport.marked,change:a=>this.change(a),show:(a,l)=>this.show(a,l),accept:a=>{s.accept(a)},copy:a=>{s.copy(a)}}}other(e){let r=this.renderRoot.querySelector("difference-table, difference-run"),{entries:i,run:o}=this.document,{state:s}=this;r?r.step(e):o?this.change({entry:Be(Ue(i,s,s.sort==="name"),s.entry,e)??s.entry}):this.change({entry:(s.entry+e+i.length)%i.length})}get stage(){return this.renderRoot.querySelector("difference-stage")}toggleTheme(){let e=this.theme?this.theme==="dark":matchMedia("(prefers-color-scheme: dark)").matches;this.change({theme:e?"light":"dark"}),this.updateComplete.then(()=>this.viewport.changed())}get controls(){let{state:e,viewport:r,entry:i}=this;return{state:e,viewport:r,isRun:this.document?.run!==void 0,layers:te(i),change:o=>this.change(o),other:o=>this.other(o),step:o=>this.step(o),flip:o=>this.stage?.step(o),toggleLists:()=>this.change({lists:!e.lists}),accept:()=>{i&&this.review.accept([i])},reject:()=>{i&&this.review.reject(i,i.decision==="rejected"?"clear":"reject")},toggleBlink:()=>this.stage?.blinking.toggle(),toggleTheme:()=>this.toggleTheme(),filter:()=>this.filter(),help:()=>Nt(this.renderRoot)}}filter(){this.change({tab:"images",lists:!0}),this.updateComplete.then(()=>this.renderRoot.querySelector("difference-table, difference-run")?.focusFilter())}};customElements.define("difference-page",Jt);})();
/*! Bundled license information:

@lit/reactive-element/css-tag.js:
  (**
   * @license
   * Copyright 2019 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

@lit/reactive-element/reactive-element.js:
lit-html/lit-html.js:
lit-element/lit-element.js:
lit-html/directive.js:
lit-html/directives/repeat.js:
  (**
   * @license
   * Copyright 2017 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/is-server.js:
  (**
   * @license
   * Copyright 2022 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/directive-helpers.js:
  (**
   * @license
   * Copyright 2020 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)
*/
